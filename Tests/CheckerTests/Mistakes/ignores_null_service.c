/* Never asks whether a service is there. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "usher_plugin.h"
#define EVALUATE evaluate
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject);
#include "mistake.h"
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)requirement, (void)subject;
  const usher_svc_json *json = call->host->service(call->host, USHER_SVC_JSON);
  int32_t type;
  usher_str value;
  usher_status status = json->get(call, requirement, text("/team"), &type, &value);
  return status ? status : usher_holds(call);
}
