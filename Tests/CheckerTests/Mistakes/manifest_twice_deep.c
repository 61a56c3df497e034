/* Names a property twice, deep in a schema. */
#define MANIFEST_MORE ", \"config_schema\": {\"properties\": {\"url\": {\"type\": \"string\", \"type\": \"object\"}}}"
#include "mistake.h"
