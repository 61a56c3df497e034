/* Shows another manifest to every process. */
#include <stdio.h>
#include <unistd.h>
#define PLUGIN_ENTRY
#include "test_plugin.h"
USHER_EXPORT const usher_plugin *usher_plugin_v1(void) {
  static char manifest[200];
  static usher_plugin table = {sizeof table, 1, 0, 0, 0, 1, {0, 0}, NULL, NULL, test_create, test_destroy, test_evaluate, NULL};
  table.manifest_json.ptr = manifest;
  table.manifest_json.len = (size_t)sprintf(
      manifest, "{\"usher\":1,\"id\":\"" PLUGIN_ID "\",\"name\":\"Process %d\",\"version\":\"1\"}", getpid());
  return &table;
}
