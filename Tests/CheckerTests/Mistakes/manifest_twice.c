/* A key that stands there twice. */
#define MANIFEST_MORE ", \"id\": \"other\""
#include "mistake.h"
