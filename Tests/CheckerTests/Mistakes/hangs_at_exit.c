/* Waits for something in an atexit handler. */
#include <stdlib.h>
#include <unistd.h>
#include "usher_plugin.h"
static void at_exit(void) {
  for (;;) pause();
}
static usher_status load(const usher_host *host) {
  (void)host;
  return atexit(at_exit) ? USHER_E_INTERNAL : USHER_OK;
}
#define LOAD load
#include "mistake.h"
