/* Does not look at what emit() answers. */
#include "usher_plugin.h"
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)requirement, (void)subject;
  (void)usher_holds(call);
  return USHER_OK;
}
#define EVALUATE evaluate
#include "mistake.h"
