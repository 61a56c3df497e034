/* Casts a function that does not fit its signature, instead of using the macro that checks it. */
#include <string.h>
#include "usher_plugin.h"
static usher_status greet(void *self, usher_call *call, const char *name) {
  (void)self;
  usher_result result = {{sizeof result, USHER_ITEM_RESULT}, USHER_LIT("\"hello\"")};
  if (strlen(name) > 100) return USHER_E_INVALID;
  return call->host->emit(call, &result.head);
}
static const usher_action greet_action = {sizeof greet_action, 0, USHER_LIT("greet"), USHER_LIT("Greet somebody"),
                                          USHER_LIT("name s"), {0, 0}, (void (*)(void))greet};
static const void *extension(const char *id) {
  static const usher_action *const list[] = {&greet_action};
  static const usher_ext_actions actions = {sizeof actions, 1, list};
  return strcmp(id, USHER_EXT_ACTIONS) == 0 ? &actions : NULL;
}
#define EXTENSION extension
#include "mistake.h"
