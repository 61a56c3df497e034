/* No mistake: what the others are measured by. */
#include "mistake.h"
