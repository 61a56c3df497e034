/* A check section that the plugin's own schema refuses. */
#define MANIFEST_MORE \
  ", \"config_schema\": {\"properties\": {\"accounts\": {\"items\": {\"type\": \"string\"}}}}," \
  "\"check\": {\"config\": {\"accounts\": [\"a\", 2]}, \"requirement\": {}}"
#include "mistake.h"
