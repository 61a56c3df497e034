/* Waits four seconds at a time for its third party. */
#include <poll.h>
#include <string.h>
#include "usher_plugin.h"
static usher_status run(void *self, usher_call *call) {
  (void)self;
  while (call->host->remaining_ms(call) > 0) poll(NULL, 0, 4000);
  return USHER_OK;
}
static const void *extension(const char *id) {
  static const usher_ext_watch watch = {sizeof watch, 0, run};
  return strcmp(id, USHER_EXT_WATCH) == 0 ? &watch : NULL;
}
#define EXTENSION extension
#include "../Mistakes/mistake.h"
