/* No mistake: what the others are measured by. */
#include "../Mistakes/mistake.h"
