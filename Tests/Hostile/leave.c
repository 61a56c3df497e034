/* Ends the process politely after a yes, or stops it: by CASE. */
#include "trick.h"
#include <signal.h>
#include <unistd.h>
static void hang(void) {
  for (;;) pause();
}
EVALUATE {
  (void)self, (void)requirement, (void)subject;
  usher_holds(call);
  switch (CASE) {
    case 1: exit(0);
    case 2: quick_exit(0);
    case 3: atexit(hang); exit(0);
    case 4: at_quick_exit(hang); quick_exit(0);
    case 5: raise(SIGSTOP); break;
    case 6: kill(getpid(), SIGKILL); break;
    case 7: kill(0, SIGKILL); break;            /* its whole process group */
    default: abort();
  }
  return USHER_E_INTERNAL;
}
