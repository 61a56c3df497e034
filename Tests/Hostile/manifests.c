/* Manifests that are wrong, huge, deep or full of traps, by CASE. */
#include <stdio.h>
#define PLUGIN_ENTRY
#define PLUGIN_SAYS_NO
#include "test_plugin.h"
#define HEAD "{\"usher\":1,\"id\":\"" PLUGIN_ID "\",\"name\":\"Manifest\",\"version\":\"1\""
#if CASE == 2 || CASE == 3
static char large[11 << 20];
#endif
static usher_str manifest(void) {
#if CASE == 1 /* none */
  return (usher_str){NULL, 0};
#elif CASE == 2 /* ten megabytes of it */
  size_t at = (size_t)sprintf(large, HEAD ",\"x-much\":\"");
  memset(large + at, 'x', 10 << 20);
  strcpy(large + at + (10 << 20), "\"}");
  return text(large);
#elif CASE == 3 /* thirty thousand lists in each other */
  size_t at = (size_t)sprintf(large, HEAD ",\"x-deep\":");
  memset(large + at, '[', 30000);
  memset(large + at + 30000, ']', 30000);
  large[at + 60000] = '}';
  return text(large);
#elif CASE == 4 /* the same key twice: whoever reads the first sees another plugin than whoever reads the last */
  return text("{\"usher\":1,\"id\":\"good\",\"id\":\"" PLUGIN_ID "\",\"name\":\"Manifest\",\"version\":\"1\"}");
#elif CASE == 5 /* a key that this host does not know */
  return text(HEAD ",\"grant_everybody\":true}");
#elif CASE == 6 /* bytes that are no text */
  return text(HEAD ",\"x-bytes\":\"\xff\xfe\xed\xa0\x80\"}");
#elif CASE == 7 /* a zero in the middle */
  static const char cut[] = HEAD "\0}";
  return (usher_str){cut, sizeof cut - 1};
#elif CASE == 8 /* longer than memory */
  return (usher_str){HEAD, (size_t)1 << 62};
#elif CASE == 9 /* an address where nothing is */
  return (usher_str){(const char *)0x1001, 100};
#elif CASE == 10 /* an id that leaves the folder */
  return text("{\"usher\":1,\"id\":\"../../etc/passwd\",\"name\":\"x\",\"version\":\"1\"}");
#elif CASE == 11 /* an id that is a number, a name that is a list */
  return text("{\"usher\":1,\"id\":7,\"name\":[],\"version\":{}}");
#elif CASE == 12 /* permissions of a wrong shape */
  return text(HEAD ",\"permissions\":\"everything\"}");
#elif CASE == 13 /* every origin there is */
  return text(HEAD ",\"permissions\":{\"http\":[\"*\",\"http://169.254.169.254\",\"file:///etc/passwd\"]}}");
#elif CASE == 14 /* a schema that wants to be fetched */
  return text(HEAD ",\"config_schema\":{\"$ref\":\"http://127.0.0.1:1/schema.json\"}}");
#elif CASE == 15 /* a pattern that takes for ever to be matched against "aaaa...!" */
  return text(HEAD ",\"config_schema\":{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"pattern\":"
                   "\"^(a+)+$\"}}}}");
#elif CASE == 16 /* a schema that is none */
  return text(HEAD ",\"config_schema\":{\"type\":42,\"required\":\"all\"}}");
#elif CASE == 17 /* a schema that contains itself */
  return text(HEAD ",\"config_schema\":{\"$ref\":\"#\"}}");
#elif CASE == 18 /* a number that fits nowhere */
  return text("{\"usher\":1e999,\"id\":\"" PLUGIN_ID "\",\"name\":\"x\",\"version\":\"1\"}");
#elif CASE == 19 /* the name of somebody else: control characters and a change of direction */
  return text("{\"usher\":1,\"id\":\"" PLUGIN_ID "\",\"name\":\"\\u202eboog\\u001b[31m\",\"version\":\"1\"}");
#endif
}
USHER_EXPORT const usher_plugin *usher_plugin_v1(void) {
  static usher_plugin table = {sizeof table, 1, 0, 0, 0, 1, {0, 0}, NULL, NULL, test_create, test_destroy, test_evaluate, NULL};
  table.manifest_json = manifest();
  return &table;
}
