/* Takes for granted that there is memory. */
#include "usher_plugin.h"
#define EVALUATE evaluate
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject);
#include "mistake.h"
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)requirement, (void)subject;
  char *volatile copy = call->host->alloc(call, 100);
  copy[0] = 'x';
  return copy[0] == 'x' ? usher_holds(call) : USHER_E_INTERNAL;
}
