/* Its only function returns an address where nothing is. */
#define PLUGIN_ENTRY
#include "test_plugin.h"
USHER_EXPORT const usher_plugin *usher_plugin_v1(void) { return (const usher_plugin *)0x1001; }
