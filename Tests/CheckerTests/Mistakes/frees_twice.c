/* Frees its memory on two ways out. */
#include <stdlib.h>
#include "usher_plugin.h"
#define EVALUATE evaluate
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject);
#include "mistake.h"
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)requirement, (void)subject;
  char *copy = malloc(2000);
  char *volatile again = copy;
  if (!copy) return USHER_E_LIMIT;
  free(copy);
  usher_status status = usher_holds(call);
  free(again);
  return status;
}
