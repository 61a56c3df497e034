/* A webhook whose proof is left to the source that includes this: is_real() says USHER_OK when the sender has proven itself. */
#include <stdlib.h>
#include <string.h>
#include "usher_plugin.h"

static usher_status is_real(usher_call *call, const usher_webhook *request);

static usher_str header(const usher_webhook *request, const char *name) {
  for (uint32_t i = 0; i < request->header_count; i++) {
    usher_str found = request->headers[2 * i];
    if (found.len == strlen(name) && !memcmp(found.ptr, name, found.len)) return request->headers[2 * i + 1];
  }
  return (usher_str){0, 0};
}

static usher_status handle(void *self, usher_call *call, const usher_webhook *request) {
  (void)self;
  usher_status status = is_real(call, request);
  if (status) return status;
  usher_event event = {{sizeof event, USHER_ITEM_EVENT}, .event = USHER_EVENT_ACCOUNT, .account_id = USHER_LIT("4711")};
  usher_reply reply = {{sizeof reply, USHER_ITEM_REPLY}, .http_status = 200, .content_type = USHER_LIT("text/plain"),
                       .body = USHER_LIT("thanks")};
  status = call->host->emit(call, &event.head);
  return status ? status : call->host->emit(call, &reply.head);
}

static const void *extension(const char *id) {
  static const usher_ext_webhook webhook = {sizeof webhook, 0, handle};
  return strcmp(id, USHER_EXT_WEBHOOK) == 0 ? &webhook : NULL;
}
#define EXTENSION extension
#define WEBHOOK(PERMISSIONS, SECRETS, HEADERS)                                                         \
  ", \"permissions\": {\"webhook\": true" PERMISSIONS "}, \"check\": {" SECRETS                        \
  "\"webhook\": {\"headers\": {" HEADERS ", \"x-event\": \"membership\"}, \"query\": \"from=third\", " \
  "\"body\": \"{\\\"id\\\": 4711}\"}}"
