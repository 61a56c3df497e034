/* Ignores SIGPIPE for the whole process. */
#include <signal.h>
#include "usher_plugin.h"
static usher_status load(const usher_host *host) {
  (void)host;
  signal(SIGPIPE, SIG_IGN);
  return USHER_OK;
}
#define LOAD load
#include "mistake.h"
