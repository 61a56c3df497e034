/* Keeps libdispatch busy for longer than its monitor waits to read the state of the threads. Holds when everything ran; does not
 * hold where there is no libdispatch. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdatomic.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>
#include "usher_plugin.h"
enum { ROUNDS = 25, BLOCKS = 64 };
static void *(*global_queue)(intptr_t, uintptr_t);
static void *(*group_create)(void);
static void (*group_async)(void *, void *, void *, void (*)(void *));
static intptr_t (*group_wait)(void *, uint64_t);
static atomic_int ran;
static usher_status find(const usher_host *host) {
  (void)host;
  void *library = dlopen("libdispatch.so", RTLD_NOW);
  if (!library) return USHER_OK;
  global_queue = (void *(*)(intptr_t, uintptr_t))dlsym(library, "dispatch_get_global_queue");
  group_create = (void *(*)(void))dlsym(library, "dispatch_group_create");
  group_async = (void (*)(void *, void *, void *, void (*)(void *)))dlsym(library, "dispatch_group_async_f");
  group_wait = (intptr_t(*)(void *, uint64_t))dlsym(library, "dispatch_group_wait");
  return USHER_OK;
}
static void work(void *unused) {
  (void)unused;
  usleep(3000);
  ran++;
}
static usher_status all_of_it(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)requirement, (void)subject;
  usher_str nothing = {0, 0};
  if (!global_queue || !group_create || !group_async || !group_wait) return usher_holds_not(call, nothing);
  for (int round = 0; round < ROUNDS; round++) {
    void *group = group_create();
    for (int block = 0; block < BLOCKS; block++) group_async(group, global_queue(0, 0), NULL, work);
    if (group_wait(group, ~0ull)) return USHER_E_INTERNAL;
  }
  return ran == ROUNDS * BLOCKS ? usher_holds(call) : USHER_E_INTERNAL;
}
#define PLUGIN_LOAD find
#define PLUGIN_EVALUATE all_of_it
#define PLUGIN_MANIFEST \
  "{\"usher\":1,\"id\":\"hostile\",\"name\":\"Dispatch\",\"version\":\"1\",\"permissions\":{\"profile\":\"threaded\"}}"
#include "test_plugin.h"
