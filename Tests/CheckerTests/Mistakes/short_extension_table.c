/* Says that the table of an extension is smaller than it is. */
#include <string.h>
#include "usher_plugin.h"
static usher_status check(void *self, usher_call *call) {
  (void)self, (void)call;
  return USHER_OK;
}
static const void *extension(const char *id) {
  static const usher_ext_health health = {sizeof(usher_ext_health *), 0, check};
  return strcmp(id, USHER_EXT_HEALTH) == 0 ? &health : NULL;
}
#define EXTENSION extension
#include "mistake.h"
