/* Tells a library its settings through the environment. */
#include <stdlib.h>
#include <string.h>
#include "usher_plugin.h"
static usher_status create(usher_call *call, usher_str config, void **self) {
  (void)call, (void)config;
  *self = malloc(8);
  if (!*self) return USHER_E_LIMIT;
  setenv("LDAPTLS_REQCERT", "never", 1);
  return USHER_OK;
}
#define CREATE create
#include "mistake.h"
