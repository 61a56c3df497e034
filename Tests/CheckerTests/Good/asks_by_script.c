/* No mistake: asks a third party whose answers stand in its manifest. */
#include <string.h>
#include "usher_plugin.h"
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)requirement, (void)subject;
  const usher_svc_http *http = call->host->service(call->host, USHER_SVC_HTTP);
  if (!USHER_HAS(http, perform)) return USHER_E_UNSUPPORTED;
  usher_http_request request = {.size = sizeof request, .url = USHER_LIT("https://third.example/members/4711"),
                                .auth_secret_key = USHER_LIT("config/token")};
  usher_http_response response = {.size = sizeof response};
  usher_status status = http->perform(call, &request, &response);
  if (status) return status;
  if (response.status == 404) return usher_holds_not(call, (usher_str)USHER_LIT("You are no member."));
  if (response.status != 200) return usher_fail(call, USHER_E_UPSTREAM, response.retry_after_ms > 0 ? response.retry_after_ms : 0,
                                                (usher_str)USHER_LIT("the third party failed"));
  const char *wanted = "{\"member\": true}";
  if (response.body.len != strlen(wanted) || memcmp(response.body.ptr, wanted, response.body.len)) return USHER_E_UPSTREAM;
  return usher_holds(call);
}
#define EVALUATE evaluate
#define MANIFEST_MORE ", \"permissions\": {\"http\": [\"https://third.example\"], \"secrets\": true}, " \
  "\"check\": {\"config\": {}, " \
  "\"secrets\": {\"config/token\": \"not a real one\"}, " \
  "\"subject\": {\"account_id\": \"4711\"}, \"http\": [{\"url\": \"https://third.example/members/4711\", \"status\": 200, " \
  "\"body\": \"{\\\"member\\\": true}\"}]}"
#include "../Mistakes/mistake.h"
