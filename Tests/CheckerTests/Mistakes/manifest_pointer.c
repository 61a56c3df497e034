/* Names the key of the configuration, and not a pointer to it. */
#include <string.h>
#define MANIFEST_MORE ", \"permissions\": {\"net\": [{\"config\": \"server\", \"port\": 389}]}"
#include "mistake.h"
