/* Its only function returns nothing. */
#define PLUGIN_ENTRY
#include "test_plugin.h"
USHER_EXPORT const usher_plugin *usher_plugin_v1(void) { return NULL; }
