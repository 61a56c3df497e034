/* Links accounts: by a host below a wildcard, by one that the admin configured, and with a long word to the person. */
#include <stdlib.h>
#include <string.h>
#include "usher_plugin.h"
#define CHECK_CONFIG "{\"issuer\": \"https://login.configured.example:8443/realm\"}"
#define MANIFEST_MORE ", \"permissions\": {\"link_hosts\": [\"*.example.org\", \"example.net\", {\"config\": \"/issuer\"}]}," \
  " \"check\": {\"config\": " CHECK_CONFIG "}"
struct instance { char issuer[256]; };
static usher_status create(usher_call *call, usher_str config, void **self) {
  const usher_svc_json *json = call->host->service(call->host, USHER_SVC_JSON);
  usher_str issuer;
  int32_t type;
  if (!USHER_HAS(json, get)) return USHER_E_UNSUPPORTED;
  usher_status status = json->get(call, config, (usher_str)USHER_LIT("/issuer"), &type, &issuer);
  if (status) return status;
  if (type != USHER_JSON_STRING || issuer.len >= sizeof(struct instance))
    return usher_fail(call, USHER_E_CONFIG, 0, (usher_str)USHER_LIT("issuer: must be a web address"));
  struct instance *instance = calloc(1, sizeof *instance);
  if (!instance) return USHER_E_LIMIT;
  memcpy(instance->issuer, issuer.ptr, issuer.len);
  *self = instance;
  return USHER_OK;
}
static usher_status say(usher_call *call, usher_link_step step) {
  step.head = (usher_item){sizeof step, USHER_ITEM_LINK_STEP};
  return call->host->emit(call, &step.head);
}
static usher_status begin(void *self, usher_call *call, const usher_link_start *start) {
  (void)start;
  const char *issuer = ((struct instance *)self)->issuer;
  return say(call, (usher_link_step){.step = USHER_STEP_REDIRECT, .url = {issuer, strlen(issuer)}, .state = USHER_LIT("1")});
}
static usher_status resume(void *self, usher_call *call, const usher_link_input *input) {
  (void)self;
  static char words[4000];
  memset(words, 'x', sizeof words);
  switch (input->input) {
    case USHER_INPUT_RETURN:
      return say(call, (usher_link_step){.step = USHER_STEP_DONE, .account_id = USHER_LIT("4711"),
                                         .link_json = USHER_LIT("{\"login\": \"alex\"}")});
    case USHER_INPUT_FORM:
      return say(call, (usher_link_step){.step = USHER_STEP_REDIRECT, .url = USHER_LIT("https://a.b.example.org/?x=1#y")});
    default:
      return say(call, (usher_link_step){.step = USHER_STEP_FAILED, .message = {words, sizeof words}});
  }
}
static const void *extension(const char *id) {
  static const usher_ext_link link = {sizeof link, 0, begin, resume, NULL};
  return strcmp(id, USHER_EXT_LINK) == 0 ? &link : NULL;
}
#define CREATE create
#define EXTENSION extension
#include "../Mistakes/mistake.h"
