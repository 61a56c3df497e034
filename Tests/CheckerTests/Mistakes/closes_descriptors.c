/* Closes whatever is open, as a daemon would. */
#include <unistd.h>
#include "usher_plugin.h"
static usher_status load(const usher_host *host) {
  (void)host;
  for (int descriptor = 3; descriptor < 256; descriptor++) close(descriptor);
  return USHER_OK;
}
#define LOAD load
#include "mistake.h"
