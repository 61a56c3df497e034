/* Offers actions of every type, and says how it is. */
#include <string.h>
#include "usher_plugin.h"
static usher_status result(usher_call *call, usher_str json) {
  usher_result result = {{sizeof result, USHER_ITEM_RESULT}, json};
  return call->host->emit(call, &result.head);
}
static usher_status greet(void *self, usher_call *call, usher_str name, const int64_t *times) {
  (void)self, (void)times;
  const usher_svc_json *json = call->host->service(call->host, USHER_SVC_JSON);
  usher_str quoted;
  if (!USHER_HAS(json, quote)) return USHER_E_UNSUPPORTED;
  usher_status status = json->quote(call, name, &quoted);
  return status ? status : result(call, quoted);
}
static usher_status reset(void *self, usher_call *call) {
  (void)self, (void)call;
  return USHER_OK;
}
static usher_status mix(void *self, usher_call *call, const double *factor, uint32_t isLoud, const usher_str *more) {
  (void)self;
  if (factor && *factor < 0) return usher_fail(call, USHER_E_INVALID, 0, (usher_str)USHER_LIT("factor: must not be negative"));
  if (more && !isLoud) return result(call, *more);
  return result(call, (usher_str)USHER_LIT("{\"mixed\": true}"));
}
static usher_status check(void *self, usher_call *call) {
  (void)self, (void)call;
  return USHER_OK;
}
static const usher_action greeting =
    USHER_ACTION2("greet", "Greet somebody", USHER_ACTION_READ_ONLY, greet, name, s, times, i_opt);
static const usher_action resetting = USHER_ACTION0("reset", "Forget everything", USHER_ACTION_DESTRUCTIVE, reset);
static const usher_action mixing = USHER_ACTION3("mix", "Mix it", 0, mix, factor, d_opt, is_loud, b, more, j_opt);
static const void *extension(const char *id) {
  static const usher_action *const list[] = {&greeting, &resetting, &mixing};
  static const usher_ext_actions actions = {sizeof actions, 3, list};
  static const usher_ext_health health = {sizeof health, 0, check};
  if (strcmp(id, USHER_EXT_ACTIONS) == 0) return &actions;
  return strcmp(id, USHER_EXT_HEALTH) == 0 ? &health : NULL;
}
#define EXTENSION extension
#include "../Mistakes/mistake.h"
