/* Asks where the admin says, without TLS when the admin says so, whatever is written there. */
#include <stdlib.h>
#include <string.h>
#include "usher_plugin.h"
#define MANIFEST_MORE ", \"permissions\": {\"http\": [{\"config\": \"/url\"}]}, \"check\": {" \
  "\"config\": {\"url\": \"http://directory.internal:8080\"}, " \
  "\"http\": [{\"url\": \"http://directory.internal:8080/members/4711\", \"status\": 204}]}"
struct instance { char url[1024]; };
static usher_status create(usher_call *call, usher_str config, void **self) {
  const usher_svc_json *json = call->host->service(call->host, USHER_SVC_JSON);
  usher_str url;
  int32_t type;
  if (!USHER_HAS(json, get)) return USHER_E_UNSUPPORTED;
  usher_status status = json->get(call, config, (usher_str)USHER_LIT("/url"), &type, &url);
  if (status) return status;
  if (type != USHER_JSON_STRING || url.len > 900)
    return usher_fail(call, USHER_E_CONFIG, 0, (usher_str)USHER_LIT("url: must be a web address"));
  struct instance *instance = calloc(1, sizeof *instance);
  if (!instance) return USHER_E_LIMIT;
  if (url.len) memcpy(instance->url, url.ptr, url.len);
  strcat(instance->url, "/members/4711");
  *self = instance;
  return USHER_OK;
}
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)requirement, (void)subject;
  const struct instance *instance = self;
  const usher_svc_http *http = call->host->service(call->host, USHER_SVC_HTTP);
  if (!USHER_HAS(http, perform)) return USHER_E_UNSUPPORTED;
  usher_http_request request = {.size = sizeof request, .url = {instance->url, strlen(instance->url)}};
  usher_http_response response = {.size = sizeof response};
  usher_status status = http->perform(call, &request, &response);
  if (status) return status;
  if (response.status == 204) return usher_holds(call);
  return response.status == 404 ? usher_holds_not(call, (usher_str)USHER_LIT("You are no member.")) : USHER_E_UPSTREAM;
}
#define CREATE create
#define EVALUATE evaluate
#include "../Mistakes/mistake.h"
