/* Measures time with the wall clock. */
#include <stdlib.h>
#include "usher_plugin.h"
static int64_t last;
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)requirement, (void)subject;
  int64_t now = call->host->unix_ms(call->host);
  if (now < last) abort();
  last = now;
  return usher_holds(call);
}
#define EVALUATE evaluate
#include "mistake.h"
