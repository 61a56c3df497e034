/* Dies outside of evaluate(): CRASH_IN is constructor, load, create, destroy or unload. */
#include "usher_plugin.h"
static void in_constructor(void), in_unload(void), in_destroy(void *self);
static usher_status in_load(const usher_host *host), in_create(usher_call *call, usher_str config, void **self);
#if CRASH_IN == 1
__attribute__((constructor)) static void in_constructor(void) { __builtin_trap(); }
#elif CRASH_IN == 2
#define PLUGIN_LOAD in_load
#elif CRASH_IN == 3
#define PLUGIN_CREATE in_create
#elif CRASH_IN == 4
#define PLUGIN_DESTROY in_destroy
#elif CRASH_IN == 5
#define PLUGIN_UNLOAD in_unload
#endif
#include "test_plugin.h"
#if CRASH_IN == 2
static usher_status in_load(const usher_host *host) { (void)host; __builtin_trap(); }
#elif CRASH_IN == 3
static usher_status in_create(usher_call *call, usher_str config, void **self) {
  (void)call, (void)config, (void)self;
  __builtin_trap();
}
#elif CRASH_IN == 4
static void in_destroy(void *self) { (void)self; __builtin_trap(); }
#elif CRASH_IN == 5
static void in_unload(void) { __builtin_trap(); }
#endif
