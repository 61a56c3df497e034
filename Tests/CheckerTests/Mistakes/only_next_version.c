/* Was built for a later ABI. */
#define ENTRY
#include "mistake.h"
USHER_EXPORT const usher_plugin *usher_plugin_v2(void);
const usher_plugin *usher_plugin_v2(void) {
  static const usher_plugin plugin = {sizeof plugin, 2, 0, 0, 0, 1, USHER_LIT(MANIFEST), NULL,
                                      NULL, CREATE, DESTROY, EVALUATE, NULL};
  return &plugin;
}
