/* Looks at the beginning of the id only. */
#include <string.h>
#include "usher_plugin.h"
static usher_status check(void *self, usher_call *call) {
  (void)self, (void)call;
  return USHER_OK;
}
static const void *extension(const char *id) {
  static const usher_ext_health health = {sizeof health, 0, check};
  return strncmp(id, USHER_EXT_HEALTH, sizeof USHER_EXT_HEALTH - 1) == 0 ? &health : NULL;
}
#define EXTENSION extension
#include "mistake.h"
