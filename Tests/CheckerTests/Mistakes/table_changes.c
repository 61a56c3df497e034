/* Makes a new table each time it is asked. */
#define ENTRY
#include "mistake.h"
const usher_plugin *usher_plugin_v1(void) {
  usher_plugin *plugin = calloc(1, sizeof *plugin);
  *plugin = (usher_plugin){sizeof *plugin, USHER_ABI_MAJOR, USHER_ABI_MINOR, 0, 0, 1, USHER_LIT(MANIFEST),
                           NULL, NULL, CREATE, DESTROY, EVALUATE, NULL};
  return plugin;
}
