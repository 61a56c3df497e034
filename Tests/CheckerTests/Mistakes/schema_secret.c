/* A secret in the schema, without the permission to read secrets. */
#define MANIFEST_MORE ", \"config_schema\": {\"properties\": {\"token\": {\"type\": \"string\", \"x-secret\": true}}}"
#include "mistake.h"
