/* Exports the table itself. */
#define ENTRY
#include "mistake.h"
static const usher_plugin usher_table = {sizeof(usher_plugin), USHER_ABI_MAJOR, USHER_ABI_MINOR, 0, 0, 1,
                                         USHER_LIT(MANIFEST), NULL, NULL, CREATE, DESTROY, EVALUATE, NULL};
USHER_EXPORT const void *usher_keeps(void);
const void *usher_keeps(void) { return &usher_table; }
/* The header declares a function of that name, so that C can give it to data only behind the compiler's back. */
__asm__(".globl usher_plugin_v1\n.type usher_plugin_v1, @object\n.set usher_plugin_v1, usher_table\n.size usher_plugin_v1, 80\n");
