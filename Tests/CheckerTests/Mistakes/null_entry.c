/* Has no table yet. */
#define ENTRY
#include "mistake.h"
const usher_plugin *usher_plugin_v1(void) { return NULL; }
