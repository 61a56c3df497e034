/* Entries that are none, by CASE. */
#define _GNU_SOURCE
#include <sys/mman.h>
#define PLUGIN_ENTRY
#define PLUGIN_SAYS_NO
#include "test_plugin.h"
static const usher_plugin table = {sizeof table, 1, 0, 0, 0, 1, USHER_LIT(PLUGIN_MANIFEST), NULL, NULL, test_create,
                                   test_destroy, test_evaluate, NULL};
#if CASE == 1 /* data of the right name */
extern USHER_EXPORT const usher_plugin data_entry __asm__("usher_plugin_v1");
const usher_plugin data_entry = {sizeof table, 1, 0, 0, 0, 1, USHER_LIT(PLUGIN_MANIFEST), NULL, NULL, test_create,
                                 test_destroy, test_evaluate, NULL};
#elif CASE == 2 /* only the entry of another major version */
USHER_EXPORT const usher_plugin *usher_plugin_v2(void);
USHER_EXPORT const usher_plugin *usher_plugin_v2(void) { return &table; }
#else
USHER_EXPORT const usher_plugin *usher_plugin_v1(void) {
#if CASE == 3 /* a table at an odd address: nothing in the header forbids to be asked there, so it is read all the same */
  static char room[sizeof table + 1];
  memcpy(room + 1, &table, sizeof table);
  return (const usher_plugin *)(const void *)(room + 1);
#elif CASE == 4 /* dies */
  __builtin_trap();
#elif CASE == 5 /* never returns */
  for (;;) pause();
#elif CASE == 6 /* leaves politely */
  exit(0);
#elif CASE == 7 /* a table that ends where memory ends, and says that it is longer than it is */
  char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  munmap(page + 4096, 4096);
  char *place = page + 4096 - 16;
  const uint32_t size = sizeof table;
  const uint16_t major = 1;
  memcpy(place, &size, 4);
  memcpy(place + 4, &major, 2);
  return (const usher_plugin *)(void *)place;
#elif CASE == 8 /* another table each time, the second one without any function */
  static usher_plugin other = {sizeof other, 1, 0, 0, 0, 1, USHER_LIT(PLUGIN_MANIFEST), NULL, NULL, NULL, NULL, NULL, NULL};
  static int calls;
  return calls++ ? &other : &table;
#elif CASE == 9 /* a small number */
  return (const usher_plugin *)8;
#elif CASE == 10 /* the end of the address space */
  return (const usher_plugin *)~(uintptr_t)0;
#endif
}
#endif
