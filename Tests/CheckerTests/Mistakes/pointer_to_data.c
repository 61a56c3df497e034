/* Puts data where a function belongs. */
#include "usher_plugin.h"
static char memory[64];
#define UNLOAD ((void (*)(void))(void *)memory)
#include "mistake.h"
