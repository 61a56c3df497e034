/* Gives an address for people that is none. */
#define MANIFEST_MORE ", \"homepage\": \"example.com\""
#include "mistake.h"
