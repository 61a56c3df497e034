/* Extensions with one thing wrong, by WRONG. */
#include <string.h>
#include "usher_plugin.h"
static usher_status nothing(void *self, usher_call *call) { (void)self, (void)call; return USHER_OK; }
#if WRONG == 1
#define SIGNATURE "room string"
#elif WRONG == 2
#define SIGNATURE "a i, b i, c i, d i, e i, f i, g i, h i, i i"
#elif WRONG == 8
#define SIGNATURE "a i, a i"
#else
#define SIGNATURE ""
#endif
#if WRONG == 3
#define FUNCTION NULL
#else
#define FUNCTION (void (*)(void))&nothing
#endif
static const usher_action action = {sizeof action, 0, USHER_LIT("act"), USHER_LIT("Act"), USHER_LIT(SIGNATURE), {0, 0}, FUNCTION};
static const usher_action *const actions[] = {&action, &action, NULL};
static const usher_ext_actions actions_table = {
    sizeof actions_table, WRONG == 4 ? 2 : WRONG == 5 ? 100000 : 1, WRONG == 6 ? actions + 2 : actions};
static const usher_ext_claim claim_table = {8, 0, NULL, NULL, NULL, NULL};
static const void *extension(const char *id) {
  if (WRONG == 7 && strcmp(id, USHER_EXT_CLAIM) == 0) return &claim_table;
  return WRONG != 7 && strcmp(id, USHER_EXT_ACTIONS) == 0 ? &actions_table : NULL;
}
#define PLUGIN_EXTENSION extension
#include "test_plugin.h"
