/* Ends the process when an admin writes a text for a number. */
#include <stdlib.h>
#include "usher_plugin.h"
#define MANIFEST_MORE ", \"check\": {\"config\": {\"limit\": 5}}"
static usher_status create(usher_call *call, usher_str config, void **self) {
  const usher_svc_json *json = call->host->service(call->host, USHER_SVC_JSON);
  usher_str limit;
  int32_t type;
  if (!USHER_HAS(json, get)) return USHER_E_UNSUPPORTED;
  usher_status status = json->get(call, config, (usher_str)USHER_LIT("/limit"), &type, &limit);
  if (status) return status;
  if (type != USHER_JSON_NUMBER && type != USHER_JSON_MISSING) abort();
  *self = malloc(8);
  return *self ? USHER_OK : USHER_E_LIMIT;
}
#define CREATE create
#include "mistake.h"
