/* A key that nobody knows. */
#define MANIFEST_MORE ", \"licence\": \"Apache-2.0\""
#include "mistake.h"
