/* Connects to a port that its manifest does not name. */
#include <unistd.h>
#include "usher_plugin.h"
#define MANIFEST_MORE ", \"permissions\": {\"net\": [\"ldap.third.example:389\"]}"
#define EVALUATE evaluate
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject);
#include "mistake.h"
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)requirement, (void)subject;
  const usher_svc_net *net = call->host->service(call->host, USHER_SVC_NET);
  if (!USHER_HAS(net, connect_tcp)) return USHER_E_UNSUPPORTED;
  int32_t descriptor;
  usher_status status = net->connect_tcp(call, text("ldap.third.example"), 636, &descriptor);
  if (status) return status;
  close(descriptor);
  return USHER_E_UPSTREAM;
}
