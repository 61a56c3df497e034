/* Is linked with the folder of somebody's own libraries. */
#include "mistake.h"
