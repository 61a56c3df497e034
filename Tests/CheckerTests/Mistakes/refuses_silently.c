/* Refuses a configuration, and does not say why. */
#include <stdlib.h>
#include "usher_plugin.h"
#define MANIFEST_MORE ", \"check\": {\"config\": {\"word\": \"x\"}}"
static usher_status create(usher_call *call, usher_str config, void **self) {
  (void)call;
  if (config.len != 13) return USHER_E_CONFIG;
  *self = malloc(8);
  return *self ? USHER_OK : USHER_E_LIMIT;
}
#define CREATE create
#include "mistake.h"
