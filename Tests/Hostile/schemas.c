/* Has schemas, and says everybody meets everything: what it was configured with, or the secret "token". */
#define _GNU_SOURCE
#include <string.h>
#include "usher_plugin.h"
#define PLUGIN_ID "schemas"
#define PLUGIN_CREATE create
#define PLUGIN_EVALUATE evaluate
#ifndef PLUGIN_CONFIG
#define PLUGIN_CONFIG \
  "{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"url\",\"token\"],\"properties\":{" \
  "\"url\":{\"type\":\"string\"},\"accounts\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}," \
  "\"token\":{\"type\":\"string\",\"x-secret\":true}}}"
#endif
#ifndef PLUGIN_PERMISSIONS
#define PLUGIN_PERMISSIONS "{\"secrets\":true}"
#endif
#define PLUGIN_MORE \
  ",\"permissions\":" PLUGIN_PERMISSIONS ",\"config_schema\":" PLUGIN_CONFIG \
  ",\"requirement_schema\":{\"type\":\"object\",\"required\":[\"ask\"]," \
  "\"properties\":{\"ask\":{\"enum\":[\"config\",\"secret\"]}}}"
static usher_status create(usher_call *call, usher_str config, void **self);
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject);
#include "test_plugin.h"

static usher_status create(usher_call *call, usher_str config, void **self) {
  (void)call;
  *self = strndup(config.ptr, config.len);
  return USHER_OK;
}

static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)subject;
  const usher_svc_secrets *secrets = call->host->service(call->host, USHER_SVC_SECRETS);
  if (!memmem(requirement.ptr, requirement.len, "secret", 6)) return usher_say(call, USHER_HOLDS, text(self));
  usher_str token = {NULL, 0};
  usher_status status = secrets->get(call, text("config/token"), &token);
  return status ? status : usher_say(call, USHER_HOLDS, token);
}
