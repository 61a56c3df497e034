/* Lies about claims: the code says how. */
#include <string.h>
#include "usher_plugin.h"
static usher_status claim(usher_call *call, uint32_t state, const char *room, int64_t uses, int64_t expires) {
  usher_claim claim = {{sizeof claim, USHER_ITEM_CLAIM}, state, 0, expires, uses, {room, strlen(room)}, {0, 0}, {0, 0}, {0, 0}};
  return call->host->emit(call, &claim.head);
}
static usher_status say(usher_call *call, usher_str code) {
  switch (code.len ? code.ptr[0] : 0) {
    case 'a': return claim(call, USHER_CLAIM_OFFERED, "not a room", -1, 0);
    case 'b': return claim(call, USHER_CLAIM_OFFERED, "", -1, 0);
    case 'c': return claim(call, USHER_CLAIM_OFFERED, "#alias:example.org", -1, 0);
    case 'd': return claim(call, 1, "!room:example.org", -1, 0);
    case 'e': return claim(call, 0, "!room:example.org", -1, 0);
    case 'f': return claim(call, USHER_CLAIM_OFFERED, "!room:example.org", -2, 0);
    case 'g': return claim(call, USHER_CLAIM_OFFERED, "!room:example.org", -1, -5);
    case 'h': return claim(call, USHER_CLAIM_RESERVED, "!room:example.org", -1, 0);
    case 'i': return USHER_OK;
    case 'j':
      claim(call, USHER_CLAIM_OFFERED, "!room:example.org", 1, 0);
      claim(call, USHER_CLAIM_REFUSED, "", 0, 0);
      return USHER_OK;
    case 'k': return usher_holds(call), USHER_OK;
    default: return USHER_E_INTERNAL;
  }
}
static usher_status describe(void *self, usher_call *call, usher_str code) { (void)self; return say(call, code); }
static usher_status reserve(void *self, usher_call *call, usher_str id, usher_str code, const usher_subject *subject) {
  (void)self, (void)id, (void)subject;
  return code.ptr[0] == 'h' ? claim(call, USHER_CLAIM_OFFERED, "!room:example.org", -1, 0) : say(call, code);
}
static usher_status settle(void *self, usher_call *call, usher_str id) {
  (void)self, (void)id;
  claim(call, USHER_CLAIM_REFUSED, "", 0, 0);
  return 7;
}
static const usher_ext_claim table = {sizeof table, 0, describe, reserve, settle, settle};
static const void *extension(const char *id) { return strcmp(id, USHER_EXT_CLAIM) ? NULL : &table; }
#define PLUGIN_EXTENSION extension
#include "test_plugin.h"
