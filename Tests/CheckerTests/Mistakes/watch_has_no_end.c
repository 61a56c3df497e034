/* Watches for ever. */
#include <poll.h>
#include <string.h>
#include "usher_plugin.h"
static usher_status run(void *self, usher_call *call) {
  (void)self, (void)call;
  while (poll(NULL, 0, 50) == 0) continue;
  return USHER_OK;
}
static const void *extension(const char *id) {
  static const usher_ext_watch watch = {sizeof watch, 0, run};
  return strcmp(id, USHER_EXT_WATCH) == 0 ? &watch : NULL;
}
#define EXTENSION extension
#include "mistake.h"
