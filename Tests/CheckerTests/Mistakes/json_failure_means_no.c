/* Takes a document that could not be read for one that says no. */
#include "usher_plugin.h"
#define MANIFEST_MORE ", \"check\": {\"requirement\": {\"everybody\": true}}"
#define EVALUATE evaluate
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject);
#include "mistake.h"
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)subject;
  const usher_svc_json *json = call->host->service(call->host, USHER_SVC_JSON);
  usher_str value = {0, 0};
  int32_t type = 0;
  if (!USHER_HAS(json, get)) return USHER_E_UNSUPPORTED;
  (void)json->get(call, requirement, text("/everybody"), &type, &value);
  return says(value, "true") ? usher_holds(call) : usher_holds_not(call, text("Not everybody may."));
}
