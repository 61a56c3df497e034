/* Believes whoever sends a request. */
#include <string.h>
#include "usher_plugin.h"
static usher_status handle(void *self, usher_call *call, const usher_webhook *request) {
  (void)self, (void)request;
  usher_event event = {{sizeof event, USHER_ITEM_EVENT}, .event = USHER_EVENT_ALL};
  return call->host->emit(call, &event.head);
}
static const void *extension(const char *id) {
  static const usher_ext_webhook webhook = {sizeof webhook, 0, handle};
  return strcmp(id, USHER_EXT_WEBHOOK) == 0 ? &webhook : NULL;
}
#define EXTENSION extension
#define MANIFEST_MORE ", \"permissions\": {\"webhook\": true}"
#include "mistake.h"
