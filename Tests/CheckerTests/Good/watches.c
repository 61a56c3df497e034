/* Watches, and looks at the clock twenty times a second. */
#include <poll.h>
#include <string.h>
#include "usher_plugin.h"
static usher_status run(void *self, usher_call *call) {
  (void)self;
  usher_event event = {{sizeof event, USHER_ITEM_EVENT}, .event = USHER_EVENT_ALL};
  usher_status status = call->host->emit(call, &event.head);
  while (!status && call->host->remaining_ms(call) > 0) poll(NULL, 0, 50);
  return status;
}
static const void *extension(const char *id) {
  static const usher_ext_watch watch = {sizeof watch, 0, run};
  return strcmp(id, USHER_EXT_WATCH) == 0 ? &watch : NULL;
}
#define EXTENSION extension
#include "../Mistakes/mistake.h"
