/* Keeps what it knows in usher.kv for a while, and does without where there is none. */
#include <string.h>
#include "usher_plugin.h"
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)requirement, (void)subject;
  const usher_svc_kv *kv = call->host->service(call->host, USHER_SVC_KV);
  if (USHER_HAS(kv, put)) {
    usher_kv_value value = {.size = sizeof value};
    usher_status status = kv->get(call, (usher_str)USHER_LIT("known"), &value);
    if (status && status != USHER_E_NOT_FOUND) return status;
    status = kv->put(call, (usher_str)USHER_LIT("known"), (usher_str)USHER_LIT("1"), 60000, USHER_KV_ANY);
    if (status) return status;
  }
  return usher_holds(call);
}
#define EVALUATE evaluate
#include "../Mistakes/mistake.h"
