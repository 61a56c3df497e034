/* Looks only at the kind of event, when it decides whom to believe. */
#include <string.h>
#include "usher_plugin.h"
static usher_status handle(void *self, usher_call *call, const usher_webhook *request) {
  (void)self;
  for (uint32_t i = 0; i < request->header_count; i++) {
    usher_str name = request->headers[2 * i], value = request->headers[2 * i + 1];
    if (name.len != 7 || memcmp(name.ptr, "x-event", 7) || value.len != 10 || memcmp(value.ptr, "membership", 10)) continue;
    usher_event event = {{sizeof event, USHER_ITEM_EVENT}, .event = USHER_EVENT_ALL};
    return call->host->emit(call, &event.head);
  }
  return USHER_OK;
}
static const void *extension(const char *id) {
  static const usher_ext_webhook webhook = {sizeof webhook, 0, handle};
  return strcmp(id, USHER_EXT_WEBHOOK) == 0 ? &webhook : NULL;
}
#define EXTENSION extension
#define MANIFEST_MORE ", \"permissions\": {\"webhook\": true}, \"check\": {\"webhook\": {\"headers\": {" \
  "\"x-signature\": \"00\", \"x-event\": \"membership\"}, \"body\": \"{}\"}}"
#include "mistake.h"
