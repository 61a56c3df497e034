/* Answers twice, then dies. */
#include "usher_plugin.h"
static int calls;
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)requirement, (void)subject;
  if (++calls % 3 == 0) __builtin_trap();
  return usher_holds(call);
}
#define PLUGIN_EVALUATE evaluate
#include "test_plugin.h"
