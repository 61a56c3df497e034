/* Keeps a pointer into its configuration instead of a copy. */
#include "usher_plugin.h"
#include <stdlib.h>
#include <string.h>
static usher_status create(usher_call *call, usher_str config, void **self) {
  (void)call;
  usher_str *kept = malloc(sizeof *kept);
  if (!kept) return USHER_E_LIMIT;
  *kept = config;
  *self = kept;
  return USHER_OK;
}
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)requirement, (void)subject;
  const usher_str *config = self;
  return config->ptr[0] == '{' ? usher_holds(call) : USHER_E_CONFIG;
}
#define CREATE create
#define EVALUATE evaluate
#include "mistake.h"
