/* No mistake: keeps in load() what its other functions need. */
#include "usher_plugin.h"
static const usher_host *kept;
static usher_status load(const usher_host *host) {
  kept = host;
  return USHER_OK;
}
static usher_status create(usher_call *call, usher_str config, void **self) {
  (void)call, (void)config;
  static char instance;
  *self = &instance;
  return kept->unix_ms(kept) > 0 ? USHER_OK : USHER_E_INTERNAL;
}
static void destroy(void *self) { (void)self; }
#define LOAD load
#define CREATE create
#define DESTROY destroy
#include "../Mistakes/mistake.h"
