/* Compares sizes with ==. */
#include "usher_plugin.h"
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)requirement;
  if (subject->size != sizeof *subject) return USHER_E_UNSUPPORTED;
  return usher_holds(call);
}
#define EVALUATE evaluate
#include "mistake.h"
