/* Says that its table is longer than it is. */
#define SIZE (sizeof(usher_plugin) + 8)
#include "mistake.h"
