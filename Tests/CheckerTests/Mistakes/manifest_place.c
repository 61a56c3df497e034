/* Names an address where an origin is meant. */
#include <string.h>
#define MANIFEST_MORE ", \"permissions\": {\"http\": [\"https://api.example.com/v1\"]}"
#include "mistake.h"
