/* Believes every webhook, answers it wrongly, or makes events up: by CASE. */
#define TRICK_EXTENSION
#include "trick.h"
#include <unistd.h>

static usher_status event(usher_call *call, uint32_t kind, const char *account) {
  usher_event item = {.head = {sizeof item, USHER_ITEM_EVENT}, .event = kind, .account_id = text(account)};
  return call->host->emit(call, &item.head);
}

static usher_status reply(usher_call *call, uint32_t status, const char *type, usher_str body) {
  usher_reply item = {{sizeof item, USHER_ITEM_REPLY}, status, 0, text(type), body};
  return call->host->emit(call, &item.head);
}

static usher_status handle(void *self, usher_call *call, const usher_webhook *request) {
  (void)self, (void)request;
  static char large[1 << 20];
  switch (CASE) {
    case 1: event(call, USHER_EVENT_ACCOUNT, "alice"); return USHER_E_POLICY;   /* an event, and a bad signature */
    case 2: event(call, USHER_EVENT_REVOKED, "everybody"); return USHER_OK;     /* of somebody who is not linked */
    case 3: event(call, 99, "alice"); return USHER_OK;                          /* an event that is none */
    case 4: event(call, USHER_EVENT_ACCOUNT, ""); return USHER_OK;              /* about nobody */
    case 5: for (long turn = 0; turn < 1000000; turn++) event(call, USHER_EVENT_ALL, ""); return USHER_OK;
    case 6: reply(call, 200, "text/html", text("<script>alert(1)</script>")); return USHER_OK;
    case 7: reply(call, 302, "text/plain", text("Location: https://elsewhere.example.org")); return USHER_OK;
    case 8: reply(call, 200, "text/plain\r\nSet-Cookie: a=b", text("x")); return USHER_OK;
    case 9: reply(call, 200, "text/plain", (usher_str){large, sizeof large}); return USHER_OK;
    case 10: reply(call, 200, "text/plain", text("a")); reply(call, 200, "text/plain", text("b")); return USHER_OK;
    case 11: usher_holds(call); return USHER_OK;                                /* evidence: nobody may be let in by a webhook */
    default: return USHER_E_INTERNAL;
  }
}

static usher_status run(void *self, usher_call *call) {
  (void)self;
  switch (CASE) {
    case 12: return USHER_OK;                                                   /* returns at once, every time */
    case 13: for (;;) event(call, USHER_EVENT_ALL, "");                         /* events without end */
    case 14: for (;;) pause();                                                  /* never looks at the clock */
    default: while (call->host->remaining_ms(call) > 0) usleep(1000); return USHER_OK;
  }
}

static const usher_ext_webhook webhook_table = {sizeof webhook_table, 0, handle};
static const usher_ext_watch watch_table = {sizeof watch_table, 0, run};
static const void *extension(const char *id) {
  if (!strcmp(id, USHER_EXT_WATCH)) return CASE >= 12 ? &watch_table : NULL;
  return strcmp(id, USHER_EXT_WEBHOOK) || CASE >= 12 ? NULL : &webhook_table;
}

EVALUATE {
  (void)self, (void)requirement, (void)subject;
  return done(call, "asked", 0);
}
