/* Tables that lead nowhere, by WRONG. */
#include <string.h>
#include "usher_plugin.h"
#if WRONG == 1
#define PLUGIN_CREATE ((usher_status (*)(usher_call *, usher_str, void **))0x7000)
#endif
static const void *extension(const char *id);
#define PLUGIN_EXTENSION extension
#include "test_plugin.h"
static usher_status nothing(void *self, usher_call *call) { (void)self, (void)call; return USHER_OK; }
static const usher_action action = {
    sizeof action, 0, USHER_LIT("act"),
#if WRONG == 2
    USHER_LIT("Do\nit"),
#elif WRONG == 3
    USHER_LIT(""),
#else
    USHER_LIT("Act"),
#endif
    USHER_LIT(""), {0, 0}, WRONG == 4 ? (void (*)(void))0x7000 : (void (*)(void))&nothing};
static const usher_action *const actions[] = {WRONG == 5 ? (const usher_action *)0x7000 : &action};
static const usher_ext_actions actions_table = {
    sizeof actions_table, 1, WRONG == 9 ? (const usher_action *const *)0x7000 : actions};
static const usher_ext_health health_table = {
    sizeof health_table, 0, WRONG == 6 ? (usher_status (*)(void *, usher_call *))0x7000 : &nothing};
static const void *extension(const char *id) {
  if (WRONG == 7) return &health_table;
  if (strcmp(id, USHER_EXT_HEALTH) == 0) return WRONG == 8 ? (const void *)0x7000 : &health_table;
  return strcmp(id, USHER_EXT_ACTIONS) == 0 ? &actions_table : NULL;
}
