/* Answers the sender without saying what kind of text it is. */
#include <string.h>
#include "usher_plugin.h"
static usher_status handle(void *self, usher_call *call, const usher_webhook *request) {
  (void)self, (void)request;
  usher_reply reply = {{sizeof reply, USHER_ITEM_REPLY}, .http_status = 403, .body = USHER_LIT("no")};
  usher_status status = call->host->emit(call, &reply.head);
  return status ? status : USHER_E_POLICY;
}
static const void *extension(const char *id) {
  static const usher_ext_webhook webhook = {sizeof webhook, 0, handle};
  return strcmp(id, USHER_EXT_WEBHOOK) == 0 ? &webhook : NULL;
}
#define EXTENSION extension
#define MANIFEST_MORE ", \"permissions\": {\"webhook\": true}"
#include "mistake.h"
