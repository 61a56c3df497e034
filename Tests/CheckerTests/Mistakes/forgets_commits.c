/* Deletes a claim once it is committed, so that the same claim could be used again. */
#define MANIFEST_MORE ", \"check\": {\"code\": \"GOODCODE\"}"
#include "../Good/claims.h"
static usher_status commit(void *self, usher_call *call, usher_str id) {
  (void)self;
  const usher_svc_kv *kv = call->host->service(call->host, USHER_SVC_KV);
  return kv ? kv->del(call, id, USHER_KV_ANY) : USHER_E_UNSUPPORTED;
}
static usher_status release(void *self, usher_call *call, usher_str id) {
  (void)self;
  return change(call, id, "r", "x");
}
#include "mistake.h"
