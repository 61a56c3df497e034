/* Linked with an executable stack. */
#include "mistake.h"
