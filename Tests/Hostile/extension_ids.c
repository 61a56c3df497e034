/* An extension() that does not do what it says, by CASE. */
#include <string.h>
#include "usher_plugin.h"
static usher_status yes_to_all(void *self, usher_call *call) { (void)self; return usher_holds(call); }
static const usher_action action = {sizeof action, 0, USHER_LIT("act"), USHER_LIT("Act"), {0, 0}, {0, 0},
                                    (void (*)(void))&yes_to_all};
static const usher_action *const list[] = {&action};
static const usher_ext_actions good = {sizeof good, 1, list};
static inline const usher_ext_actions *nothing(void) {
  static const usher_ext_actions empty = {0, 0, NULL};
  return &empty;
}
static const void *extension(const char *id) {
#if CASE == 1 /* the same table for every id, also for those that nobody knows: its words are read as functions */
  (void)id;
  return &good;
#elif CASE == 2 /* tables of size 0 */
  (void)id;
  return nothing();
#elif CASE == 3 /* another pointer each time */
  static usher_ext_actions copies[8];
  static int calls;
  if (strcmp(id, USHER_EXT_ACTIONS)) return NULL;
  copies[calls & 7] = good;
  return &copies[calls++ & 7];
#elif CASE == 4 /* dies */
  (void)id;
  __builtin_trap();
#elif CASE == 5 /* an address where nothing is */
  (void)id;
  return (const void *)0x1003;
#elif CASE == 6 /* answers to whatever begins like an id it knows */
  return strncmp(id, USHER_EXT_ACTIONS, 5) ? NULL : &good;
#elif CASE == 7 /* writes into the id it was given */
  ((char *)(uintptr_t)id)[0] = 'X';
  return NULL;
#elif CASE == 8 /* a table that says it is longer than memory */
  static usher_ext_actions huge;
  huge = good;
  huge.size = 0xffffffff;
  return strcmp(id, USHER_EXT_ACTIONS) ? NULL : &huge;
#endif
}
#define PLUGIN_EXTENSION extension
#define PLUGIN_EVALUATE no
static usher_status no(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)requirement, (void)subject;
  usher_str reason = USHER_LIT("no");
  return usher_holds_not(call, reason);
}
#include "test_plugin.h"
