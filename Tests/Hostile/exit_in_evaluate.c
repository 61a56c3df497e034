/* Says yes, and ends the process politely, through a handler that would hang. */
#include <stdlib.h>
#include <unistd.h>
#include "usher_plugin.h"
static usher_status leave(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)requirement, (void)subject;
  usher_holds(call);
  _exit(0);
}
#define PLUGIN_EVALUATE leave
#include "test_plugin.h"
