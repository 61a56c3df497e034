/* Cannot be told twice that a claim was used. */
#include <string.h>
#include "usher_plugin.h"
static usher_status say(usher_call *call, uint32_t state) {
  usher_claim claim = {{sizeof claim, USHER_ITEM_CLAIM}, .state = state};
  return call->host->emit(call, &claim.head);
}
static usher_status describe(void *self, usher_call *call, usher_str code) {
  (void)self, (void)code;
  return say(call, USHER_CLAIM_REFUSED);
}
static usher_status reserve(void *self, usher_call *call, usher_str id, usher_str code, const usher_subject *subject) {
  (void)self, (void)id, (void)code, (void)subject;
  return say(call, USHER_CLAIM_REFUSED);
}
static usher_status commit(void *self, usher_call *call, usher_str id) {
  (void)self, (void)call, (void)id;
  return USHER_E_NOT_FOUND;
}
static const void *extension(const char *id) {
  static const usher_ext_claim claim = {sizeof claim, 0, describe, reserve, commit, commit};
  return strcmp(id, USHER_EXT_CLAIM) == 0 ? &claim : NULL;
}
#define EXTENSION extension
#include "mistake.h"
