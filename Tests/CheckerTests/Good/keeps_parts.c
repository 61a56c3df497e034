/* Keeps a copy of its configuration, and the parts of that copy that usher.json has found: they live as long as the copy. */
#include <stdlib.h>
#include <string.h>
#include "usher_plugin.h"
struct parts { usher_str copy, list, first; };
static void destroy(void *self) {
  struct parts *parts = self;
  free((void *)parts->copy.ptr);
  free(parts);
}
static usher_status find(usher_call *call, struct parts *parts) {
  const usher_svc_json *json = call->host->service(call->host, USHER_SVC_JSON);
  if (!USHER_HAS(json, members)) return USHER_E_UNSUPPORTED;
  const usher_str *members = NULL;
  uint32_t count = 0;
  int32_t type;
  usher_status status = json->get(call, parts->copy, (usher_str)USHER_LIT("/list"), &type, &parts->list);
  if (!status) status = json->members(call, parts->copy, (usher_str)USHER_LIT("/list"), &members, &count);
  if (!status && count) parts->first = members[1];
  if (!status && USHER_HAS(call->host, reclaim)) call->host->reclaim(call);
  return status;
}
static usher_status create(usher_call *call, usher_str config, void **self) {
  struct parts *parts = calloc(1, sizeof *parts);
  char *bytes = malloc(config.len + 1);
  if (!parts || !bytes) {
    free(parts);
    free(bytes);
    return USHER_E_LIMIT;
  }
  memcpy(bytes, config.ptr, config.len);
  parts->copy = (usher_str){bytes, config.len};
  usher_status status = find(call, parts);
  if (status) {
    destroy(parts);
    return usher_fail(call, status, 0, (usher_str)USHER_LIT("list: cannot be read"));
  }
  *self = parts;
  return USHER_OK;
}
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)requirement, (void)subject;
  const struct parts *parts = self;
  size_t digits = 0;
  for (size_t at = 0; at < parts->first.len; at++) digits += parts->first.ptr[at] >= '0' && parts->first.ptr[at] <= '9';
  if (digits && parts->list.len && parts->list.ptr[0] == '[') return usher_holds(call);
  return usher_holds_not(call, (usher_str)USHER_LIT("The list does not begin with a number."));
}
#define CREATE create
#define DESTROY destroy
#define EVALUATE evaluate
#define MANIFEST_MORE ", \"check\": {\"config\": {\"list\": [42, \"b\"]}}"
#include "../Mistakes/mistake.h"
