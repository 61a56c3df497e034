/* Forgets what it allocates for one answer. */
#include <stdlib.h>
#include <string.h>
#include "usher_plugin.h"
#define EVALUATE evaluate
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject);
#include "mistake.h"
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)requirement, (void)subject;
  char *volatile copy = malloc(100);
  if (!copy) return USHER_E_LIMIT;
  copy[0] = 1;
  return copy[0] ? usher_holds(call) : USHER_E_INTERNAL;
}
