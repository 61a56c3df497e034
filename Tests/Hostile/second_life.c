/* An instance that is told "once" can be made once: its second worker does not make it. */
#include <string.h>
#include <unistd.h>
#include "usher_plugin.h"
static usher_status create(usher_call *call, usher_str config, void **self);
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject);
#define PLUGIN_CREATE create
#define PLUGIN_EVALUATE evaluate
#ifndef PLUGIN_CONCURRENCY
#define PLUGIN_CONCURRENCY 4
#endif
#include "test_plugin.h"

static usher_status note(usher_call *call, const char *key, uint64_t expected) {
  const usher_svc_kv *kv = call->host->service(call->host, USHER_SVC_KV);
  return kv->put(call, text(key), text("1"), 0, expected);
}

static usher_status create(usher_call *call, usher_str config, void **self) {
  *self = malloc(1);
  if (equals(config, "{\"once\":1}") && note(call, "life", USHER_KV_ABSENT)) return USHER_E_UPSTREAM;
  return USHER_OK;
}

static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)subject;
  if (requirement.ptr[2] == 'c') __builtin_trap();
  /* For ever the first time, and not at all the second. */
  if (requirement.ptr[2] == 's' && note(call, "slow", USHER_KV_ABSENT) == USHER_OK)
    for (;;) pause();
  return usher_holds(call);
}
