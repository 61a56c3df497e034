/* A schema with a word that the host does not know. */
#define MANIFEST_MORE ", \"config_schema\": {\"properties\": {\"url\": {\"type\": \"string\", \"pattern\": \"^https:\"}}}"
#include "mistake.h"
