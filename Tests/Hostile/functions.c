/* A table whose evaluate() lies outside of the plugin's own code, by CASE. */
#include <stdlib.h>
#include <unistd.h>
#include "usher_plugin.h"
#define PLUGIN_ENTRY
#include "test_plugin.h"
USHER_EXPORT const usher_plugin *usher_plugin_v1(void) {
  static usher_plugin table = {sizeof table, 1, 0, 0, 0, 1, USHER_LIT(PLUGIN_MANIFEST), NULL, NULL, test_create, test_destroy,
                               NULL, NULL};
  static char data[64];
  void *function = data;
#if CASE == 1 /* a function of libc that knows nothing of us: getpid() returns a positive number */
  function = (void *)(uintptr_t)&getpid;
#elif CASE == 2 /* data of the plugin, which does not run */
  function = data;
#elif CASE == 3 /* the heap */
  function = malloc(64);
#elif CASE == 4 /* nothing at all */
  function = (void *)0x1000;
#elif CASE == 5 /* libc's abort() */
  function = (void *)(uintptr_t)&abort;
#endif
  memcpy(&table.evaluate, &function, sizeof function);
  return &table;
}
