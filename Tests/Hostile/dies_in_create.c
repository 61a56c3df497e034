/* Introduces itself as a newer version of versioned.c, and dies when an instance is made. */
#include "usher_plugin.h"
static usher_status create(usher_call *call, usher_str config, void **self) {
  (void)call, (void)config, (void)self;
  __builtin_trap();
}
#define PLUGIN_CREATE create
#define PLUGIN_MANIFEST "{\"usher\":1,\"id\":\"versioned\",\"name\":\"Dies\",\"version\":\"1.0.100\"}"
#include "test_plugin.h"
