/* Looks at the failure of the exchange, and forgets that a 500 is one as well. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "usher_plugin.h"
#define EVALUATE evaluate
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject);
#define MANIFEST_MORE ", \"permissions\": {\"http\": [\"https://third.example\"]}"
#include "mistake.h"
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)requirement, (void)subject;
  const usher_svc_http *http = call->host->service(call->host, USHER_SVC_HTTP);
  if (!USHER_HAS(http, perform)) return USHER_E_UNSUPPORTED;
  usher_http_request request = {.size = sizeof request, .url = USHER_LIT("https://third.example/members/4711")};
  usher_http_response response = {.size = sizeof response};
  usher_status status = http->perform(call, &request, &response);
  if (status) return status;
  return response.status == 204 ? usher_holds(call) : usher_holds_not(call, text("You are no member."));
}
