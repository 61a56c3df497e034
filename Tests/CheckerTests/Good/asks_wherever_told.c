/* Goes where a requirement, a configuration or an answer of the third party leads: the host forbids what is not listed. */
#include <stdlib.h>
#include <string.h>
#include "usher_plugin.h"
#define MANIFEST_MORE ", \"permissions\": {\"http\": [\"https://*.third.example\"]}, \"check\": {" \
  "\"requirement\": {\"list\": \"https://api.third.example/list\"}, " \
  "\"http\": [{\"url\": \"https://api.third.example/list\", \"status\": 204}]}"
static usher_status perform(usher_call *call, usher_str url, usher_http_response *response) {
  const usher_svc_http *http = call->host->service(call->host, USHER_SVC_HTTP);
  if (!USHER_HAS(http, perform)) return USHER_E_UNSUPPORTED;
  usher_http_request request = {.size = sizeof request, .url = url};
  return http->perform(call, &request, response);
}
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)subject;
  const usher_svc_json *json = call->host->service(call->host, USHER_SVC_JSON);
  usher_str url;
  int32_t type;
  if (!USHER_HAS(json, get)) return USHER_E_UNSUPPORTED;
  usher_status status = json->get(call, requirement, (usher_str)USHER_LIT("/list"), &type, &url);
  if (status) return status;
  if (type != USHER_JSON_STRING) return USHER_E_CONFIG;
  usher_http_response response = {.size = sizeof response};
  status = perform(call, url, &response);
  for (int pages = 0; !status && response.status == 200 && response.header_count && pages < 5; pages++)
    status = perform(call, response.headers[1], &response);
  if (status) return status;
  return response.status == 204 ? usher_holds(call) : USHER_E_UPSTREAM;
}
#define EVALUATE evaluate
#include "../Mistakes/mistake.h"
