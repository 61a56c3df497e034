/* An authoriser in C: admits the accounts that its configuration lists, {"accounts": ["4711", "4712"]}. See README.md. */
#include "usher_plugin.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct list { size_t len; char json[]; }; /* one instance: its configuration, copied, because inputs are only borrowed (R2) */

static const usher_svc_json *reader(usher_call *call) { return call->host->service(call->host, USHER_SVC_JSON); }

static usher_status config_error(usher_call *call, const char *text) {
  return usher_fail(call, USHER_E_CONFIG, 0, (usher_str){text, strlen(text)});
}

/* The account at a place in the list: 0 and empty behind its end. */
static usher_status account(usher_call *call, usher_str config, uint32_t index, int32_t *type, usher_str *out) {
  char place[32];
  int len = snprintf(place, sizeof place, "/accounts/%u", (unsigned)index);
  return reader(call)->get(call, config, (usher_str){place, (size_t)len}, type, out);
}

static usher_status create(usher_call *call, usher_str config, void **self) {
  int32_t type = USHER_JSON_STRING;
  usher_str value;
  if (!reader(call)) return USHER_E_UNSUPPORTED;
  usher_status status = reader(call)->get(call, config, (usher_str)USHER_LIT("/accounts"), &type, &value);
  if (status) return status;
  if (type != USHER_JSON_ARRAY) return config_error(call, "accounts: must be a list of account ids");
  for (uint32_t i = 0; type != USHER_JSON_MISSING; i++) {
    if ((status = account(call, config, i, &type, &value))) return status;
    if (type != USHER_JSON_STRING && type != USHER_JSON_MISSING) return config_error(call, "accounts: every id must be a text");
  }
  struct list *list = malloc(sizeof *list + config.len);
  if (!list) return USHER_E_LIMIT;
  list->len = config.len;
  memcpy(list->json, config.ptr, config.len);
  *self = list;
  return USHER_OK;
}

static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  const struct list *list = self;
  (void)requirement; /* {}: there is only one question */
  for (uint32_t i = 0;; i++) {
    int32_t type;
    usher_str id;
    usher_status status = account(call, (usher_str){list->json, list->len}, i, &type, &id);
    if (status) return status; /* unknown is never no */
    if (type == USHER_JSON_MISSING) return usher_holds_not(call, (usher_str)USHER_LIT("Your account is not on the list."));
    if (id.len && id.len == subject->account_id.len && !memcmp(id.ptr, subject->account_id.ptr, id.len)) return usher_holds(call);
  }
}

const usher_plugin *usher_plugin_v1(void) {
  static const usher_plugin plugin = {sizeof plugin, USHER_ABI_MAJOR, USHER_ABI_MINOR, 0, 0, 8, /* eight at once: it only reads */
    USHER_LIT("{\"usher\":1,\"id\":\"c-allowlist\",\"name\":\"Allow-list\",\"version\":\"1.0.0\",\"license\":\"Apache-2.0\","
              "\"x-check\":{\"config\":{\"accounts\":[\"4711\",\"4712\"]}}}"),
    NULL, NULL, create, free, evaluate, NULL};
  return &plugin;
}
