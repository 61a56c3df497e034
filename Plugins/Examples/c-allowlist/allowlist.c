/* An authoriser in C: admits the accounts that its configuration lists, {"accounts": ["4711", "4712"]}. See README.md. */
#include "usher_plugin.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct list { size_t count; usher_str ids[]; }; /* one instance: the ids, sorted; their text stands behind them in one block */

static int order(const void *a, const void *b) {
  const usher_str *x = a, *y = b;
  return x->len != y->len ? (x->len < y->len ? -1 : 1) : memcmp(x->ptr, y->ptr, x->len);
}

static usher_status complain(usher_call *call, const char *text) {
  return usher_fail(call, USHER_E_CONFIG, 0, (usher_str){text, strlen(text)});
}

static usher_status create(usher_call *call, usher_str config, void **self) {
  const usher_svc_json *json = call->host->service(call->host, USHER_SVC_JSON);
  if (!USHER_HAS(json, count)) return USHER_E_UNSUPPORTED;
  int32_t type;
  uint32_t count = 0;
  usher_str value;
  usher_status status = json->get(call, config, (usher_str)USHER_LIT("/accounts"), &type, &value);
  if (!status && type != USHER_JSON_ARRAY) return complain(call, "accounts: must be a list of account ids");
  if (status || (status = json->count(call, config, (usher_str)USHER_LIT("/accounts"), &count))) return status;
  struct list *list = malloc(sizeof *list + count * sizeof(usher_str) + config.len); /* decoded texts are never longer */
  if (!list) return USHER_E_LIMIT;
  list->count = 0;
  char place[32], *text = (char *)(list->ids + count);
  for (uint32_t i = 0; i < count; i++) {
    int length = snprintf(place, sizeof place, "/accounts/%u", (unsigned)i);
    status = json->get(call, config, (usher_str){place, (size_t)length}, &type, &value);
    if (!status && type != USHER_JSON_STRING) status = complain(call, "accounts: every id must be a text");
    if (status) return free(list), status; /* nothing may be left behind */
    if (!value.len) continue;              /* an empty id stands for nobody */
    list->ids[list->count++] = (usher_str){memcpy(text, value.ptr, value.len), value.len};
    text += value.len;
  }
  qsort(list->ids, list->count, sizeof *list->ids, order);
  return *self = list, USHER_OK;
}

static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  const struct list *list = self;
  (void)requirement; /* {}: there is only one question */
  if (bsearch(&subject->account_id, list->ids, list->count, sizeof *list->ids, order)) return usher_holds(call);
  return usher_holds_not(call, (usher_str)USHER_LIT("Your account is not on the list."));
}

const usher_plugin *usher_plugin_v1(void) {
  static const usher_plugin plugin = {sizeof plugin, USHER_ABI_MAJOR, USHER_ABI_MINOR, 0, 0, 8, /* eight at once: it only reads */
    USHER_LIT("{\"usher\":1,\"id\":\"c-allowlist\",\"name\":\"Allow-list\",\"version\":\"1.0.0\",\"license\":\"Apache-2.0\","
      "\"permissions\":{},\"config_schema\":{\"type\":\"object\",\"required\":[\"accounts\"],\"properties\":{"
      "\"accounts\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}}},"
      "\"check\":{\"config\":{\"accounts\":[\"4711\"]},\"requirement\":{},"
      "\"subject\":{\"account_id\":\"4711\"}}}"),
    NULL, NULL, create, free, evaluate, NULL};
  return &plugin;
}
