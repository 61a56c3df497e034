/* Closes every descriptor, then says yes, to nobody. */
#include <unistd.h>
#include "usher_plugin.h"
static usher_status shut(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)requirement, (void)subject;
  for (int descriptor = 0; descriptor < 1024; descriptor++) close(descriptor);
  return usher_holds(call);
}
#define PLUGIN_EVALUATE shut
#include "test_plugin.h"
