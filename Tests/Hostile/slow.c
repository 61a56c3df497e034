/* Takes its time: 20 ms for each question; leaves a note that it was asked, and asks whether it may go on. */
#include <unistd.h>
#include "usher_plugin.h"
static usher_status slow(void *self, usher_call *call, usher_str requirement, const usher_subject *subject);
#define PLUGIN_EVALUATE slow
#include "test_plugin.h"
static usher_status slow(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)requirement, (void)subject;
  const usher_svc_kv *kv = call->host->service(call->host, USHER_SVC_KV);
  if (!USHER_HAS(kv, put) || kv->put(call, text("asked"), text("yes"), 0, USHER_KV_ANY)) return USHER_E_INTERNAL;
  usleep(20000);
  return call->host->remaining_ms(call) > 0 ? usher_holds(call) : USHER_E_TIMEOUT;
}
