/* Keeps the usher_call of create() for later. */
#include <stdlib.h>
#include "usher_plugin.h"
static usher_status create(usher_call *call, usher_str config, void **self) {
  (void)config;
  usher_call **kept = malloc(sizeof *kept);
  *kept = call;
  *self = kept;
  return USHER_OK;
}
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)requirement, (void)subject;
  usher_call *kept = *(usher_call **)self;
  if (kept->host->remaining_ms(kept) < 0) return USHER_E_TIMEOUT;
  return usher_holds(call);
}
#define CREATE create
#define EVALUATE evaluate
#include "mistake.h"
