/* Lets the host add a token, without the permission for secrets. */
#include "usher_plugin.h"
#define MANIFEST_MORE ", \"permissions\": {\"http\": [\"https://third.example\"]}"
#define EVALUATE evaluate
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject);
#include "mistake.h"
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)requirement, (void)subject;
  const usher_svc_http *http = call->host->service(call->host, USHER_SVC_HTTP);
  if (!USHER_HAS(http, perform)) return USHER_E_UNSUPPORTED;
  usher_http_request request = {.size = sizeof request, .url = USHER_LIT("https://third.example/members/4711"),
                                .auth_secret_key = USHER_LIT("config/token")};
  usher_http_response response = {.size = sizeof response};
  usher_status status = http->perform(call, &request, &response);
  if (status) return status;
  return response.status == 404 ? usher_holds_not(call, text("You are no member.")) : USHER_E_UPSTREAM;
}
