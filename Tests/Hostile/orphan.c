/* Leaves a child behind that holds every descriptor open, and dies. */
#include <unistd.h>
#include "usher_plugin.h"
static usher_status fork_and_die(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)call, (void)requirement, (void)subject;
  if (fork() == 0)
    for (;;) pause();
  __builtin_trap();
}
#define PLUGIN_EVALUATE fork_and_die
#include "test_plugin.h"
