/* Mistypes what the checker is to ask. */
#include <string.h>
#define MANIFEST_MORE ", \"check\": {\"subject\": {\"acount_id\": \"4711\"}}"
#include "mistake.h"
