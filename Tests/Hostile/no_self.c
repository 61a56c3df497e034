/* Makes an instance that is none. */
#include "usher_plugin.h"
static usher_status create(usher_call *call, usher_str config, void **self) {
  (void)call, (void)config, (void)self;
  return USHER_OK;
}
#define PLUGIN_CREATE create
#include "test_plugin.h"
