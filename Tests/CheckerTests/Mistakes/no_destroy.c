/* Thinks that destroy() is optional. */
#define DESTROY NULL
#include "mistake.h"
