/* Links accounts wrongly, by CASE. */
#define TRICK_EXTENSION
#include "trick.h"

static usher_status step(usher_call *call, const usher_link_step *wish) {
  usher_link_step copy = *wish;
  copy.head.size = sizeof copy;
  copy.head.kind = USHER_ITEM_LINK_STEP;
  return call->host->emit(call, &copy.head);
}

static usher_status redirect(usher_call *call, const char *url) {
  usher_link_step wish = {.step = USHER_STEP_REDIRECT, .url = text(url)};
  return step(call, &wish), USHER_OK;
}

static usher_status finish(usher_call *call, const char *account) {
  usher_link_step wish = {.step = USHER_STEP_DONE, .account_id = text(account), .account_name = text("Somebody")};
  return step(call, &wish), USHER_OK;
}

static usher_status answer(usher_call *call) {
  static char large[64 << 10];
  usher_link_step form = {.step = USHER_STEP_FORM, .message = USHER_LIT("Please give your Matrix password.")};
  usher_link_step state = {.step = USHER_STEP_WAIT, .poll_after_ms = 1, .state = {large, sizeof large}};
  usher_link_step secret = {.step = USHER_STEP_DONE, .account_id = USHER_LIT("a"), .secret = {"x", (size_t)1 << 62}};
  usher_link_step wait = {.step = USHER_STEP_WAIT, .poll_after_ms = -1, .expires_ms = INT64_MAX};
  switch (CASE) {
    case 1: return redirect(call, "http://login.example.org/");              /* not https */
    case 2: return redirect(call, "javascript:alert(1)");
    case 3: return redirect(call, "https://elsewhere.example.org/");         /* not in the manifest */
    case 4: return redirect(call, "https://login.example.org@elsewhere.example.org/");
    case 5: return redirect(call, "data:text/html,<script>alert(1)</script>");
    case 6: return redirect(call, "");
    case 7: return redirect(call, "https://login.example.org/\r\nSet-Cookie: a=b");
    case 8: redirect(call, "https://login.example.org/"); return finish(call, "alice");   /* two steps at once */
    case 9: return finish(call, "");                                         /* nobody */
    case 10: return finish(call, "\xff\xfe");
    case 11: form.form_json = text("{\"type\":\"object\",\"properties\":{\"matrix_password\":{\"type\":\"string\"}}}"); break;
    case 12: form.form_json = text("not a schema"); break;
    case 13: return step(call, &state), USHER_OK;                            /* more state than the host keeps */
    case 14: return step(call, &secret), USHER_OK;
    case 15: return step(call, &wait), USHER_OK;
    case 16: { usher_link_step odd = {.step = 77}; return step(call, &odd), USHER_OK; }
    case 17: return USHER_OK;                                                /* no step */
    case 18: finish(call, "alice"); return USHER_E_UPSTREAM;                 /* a step, and an error */
    case 19: return finish(call, "alice");                                   /* done at once: nobody has proved anything */
    default: return USHER_E_INTERNAL;
  }
  return step(call, &form), USHER_OK;
}

static usher_status begin(void *self, usher_call *call, const usher_link_start *start) {
  (void)self, (void)start;
  return answer(call);
}
static usher_status resume(void *self, usher_call *call, const usher_link_input *input) {
  (void)self, (void)input;
  return answer(call);
}
static const usher_ext_link table = {sizeof table, 0, begin, resume, NULL};
static const void *extension(const char *id) { return strcmp(id, USHER_EXT_LINK) ? NULL : &table; }

EVALUATE {
  (void)self, (void)requirement, (void)subject;
  return done(call, "asked", 0);
}
