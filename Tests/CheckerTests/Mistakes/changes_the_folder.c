/* Goes where its files would be. */
#include <string.h>
#include <unistd.h>
#include "usher_plugin.h"
static usher_status load(const usher_host *host) {
  (void)host;
  return chdir("/tmp") ? USHER_OK : USHER_OK;
}
#define LOAD load
#include "mistake.h"
