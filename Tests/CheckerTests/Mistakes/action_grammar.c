/* A signature in the words of C. */
#include <string.h>
#include "usher_plugin.h"
static usher_status greet(void *self, usher_call *call, usher_str name) {
  (void)self, (void)call, (void)name;
  return USHER_OK;
}
static const usher_action greet_action = {sizeof greet_action, 0, USHER_LIT("greet"), USHER_LIT("Greet somebody"),
                                          USHER_LIT("name string"), {0, 0}, (void (*)(void))greet};
static const void *extension(const char *id) {
  static const usher_action *const list[] = {&greet_action};
  static const usher_ext_actions actions = {sizeof actions, 1, list};
  return strcmp(id, USHER_EXT_ACTIONS) == 0 ? &actions : NULL;
}
#define EXTENSION extension
#include "mistake.h"
