/* Crashes with some random numbers: in evaluate(), and in an action that meets what another one left behind. */
#include <stdlib.h>
#include <string.h>
#include "usher_plugin.h"
static unsigned char dice(usher_call *call) {
  unsigned char eyes = 1;
  if (call->host->random(call->host, &eyes, 1)) return 1;
  return eyes;
}
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)requirement, (void)subject;
  if (dice(call) < 4) abort();
  return usher_holds(call);
}
static usher_status roll(void *self, usher_call *call) {
  (void)self;
  const usher_svc_kv *kv = call->host->service(call->host, USHER_SVC_KV);
  usher_kv_value value = {.size = sizeof value};
  if (!USHER_HAS(kv, put)) return USHER_E_UNSUPPORTED;
  usher_str key = USHER_LIT("low");
  if (dice(call) >= 128) return USHER_OK;
  if (kv->get(call, key, &value) == USHER_OK) abort();
  return kv->put(call, key, key, 0, USHER_KV_ANY);
}
static const usher_action rolling = USHER_ACTION0("roll", "Roll the dice", 0, roll);
static const void *extension(const char *id) {
  static const usher_action *const list[] = {&rolling};
  static const usher_ext_actions actions = {sizeof actions, 1, list};
  return strcmp(id, USHER_EXT_ACTIONS) == 0 ? &actions : NULL;
}
#define EVALUATE evaluate
#define EXTENSION extension
#include "mistake.h"
