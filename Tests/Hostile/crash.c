/* Dies in evaluate(), by a signal of choice. */
#include <signal.h>
#include "usher_plugin.h"
static usher_status crash(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)requirement, (void)subject;
  usher_holds(call);
  raise(CRASH_SIGNAL);
  return USHER_OK;
}
#define PLUGIN_EVALUATE crash
#include "test_plugin.h"
