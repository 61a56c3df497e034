/* Schemas that would cost whoever believes them everything, by CASE. */
#include <stdio.h>
#define PLUGIN_ENTRY
#define PLUGIN_SAYS_NO
#include "test_plugin.h"
#define HEAD "{\"usher\":1,\"id\":\"" PLUGIN_ID "\",\"name\":\"Traps\",\"version\":\"1\""
static char json[40000];
static usher_str manifest(void) {
  size_t at;
#if CASE == 1 /* one that leads to itself by two others */
  at = (size_t)sprintf(json, HEAD ",\"requirement_schema\":{\"$defs\":{\"a\":{\"items\":{\"$ref\":\"#/$defs/b\"}},"
                                  "\"b\":{\"anyOf\":[{\"$ref\":\"#/$defs/a\"}]}}}}");
#elif CASE == 2 /* thousands of fields */
  at = (size_t)sprintf(json, HEAD ",\"config_schema\":{\"properties\":{\"first\":{}");
  for (int i = 0; i < 2000; i++) at += (size_t)sprintf(json + at, ",\"field%d\":{}", i);
  at += (size_t)sprintf(json + at, "}}}");
#elif CASE == 3 /* a small one that multiplies: to check anything against it would take years */
  at = (size_t)sprintf(json, HEAD ",\"requirement_schema\":{\"$ref\":\"#/$defs/d0\",\"$defs\":{\"d10\":{\"type\":\"null\"}");
  for (int i = 0; i < 10; i++) {
    at += (size_t)sprintf(json + at, ",\"d%d\":{\"anyOf\":[", i);
    for (int j = 0; j < 8; j++) at += (size_t)sprintf(json + at, "%s{\"$ref\":\"#/$defs/d%d\"}", j ? "," : "", i + 1);
    at += (size_t)sprintf(json + at, "]}");
  }
  at += (size_t)sprintf(json + at, "}}}");
#endif
  return (usher_str){json, at};
}
USHER_EXPORT const usher_plugin *usher_plugin_v1(void) {
  static usher_plugin table = {sizeof table, 1, 0, 0, 0, 1, {0, 0}, NULL, NULL, test_create, test_destroy, test_evaluate, NULL};
  table.manifest_json = manifest();
  return &table;
}
