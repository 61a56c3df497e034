/* Claims whose state is one letter in usher.kv, without commit() and release(). */
#include <stdlib.h>
#include <string.h>
#include "usher_plugin.h"

static usher_status commit(void *self, usher_call *call, usher_str id);
static usher_status release(void *self, usher_call *call, usher_str id);

static int is_good(usher_str code) { return code.len == 8 && !memcmp(code.ptr, "GOODCODE", 8); }

static usher_status say(usher_call *call, uint32_t state) {
  usher_claim claim = {{sizeof claim, USHER_ITEM_CLAIM}, .state = state};
  if (state != USHER_CLAIM_REFUSED) claim.uses_left = -1;
  return call->host->emit(call, &claim.head);
}

/* The letter of a claim, 0 when there is none. */
static usher_status look(usher_call *call, usher_str id, const usher_svc_kv **kv, char *letter, uint64_t *version) {
  *kv = call->host->service(call->host, USHER_SVC_KV);
  if (!*kv) return USHER_E_UNSUPPORTED;
  usher_kv_value value = {.size = sizeof value};
  usher_status status = (*kv)->get(call, id, &value);
  *letter = 0;
  *version = USHER_KV_ABSENT;
  if (status == USHER_E_NOT_FOUND) return USHER_OK;
  if (status) return status;
  *letter = value.value.len ? *value.value.ptr : 0;
  *version = value.version;
  return USHER_OK;
}

/* Ends a claim that stands at `from`, and no other. */
static usher_status change(usher_call *call, usher_str id, const char *from, const char *to) {
  const usher_svc_kv *kv;
  char letter;
  uint64_t version;
  usher_status status = look(call, id, &kv, &letter, &version);
  if (status || letter != *from) return status;
  return kv->put(call, id, (usher_str){to, 1}, 0, version);
}

static usher_status describe(void *self, usher_call *call, usher_str code) {
  (void)self;
  return say(call, is_good(code) ? USHER_CLAIM_OFFERED : USHER_CLAIM_REFUSED);
}

static usher_status reserve(void *self, usher_call *call, usher_str id, usher_str code, const usher_subject *subject) {
  (void)self, (void)subject;
  if (!is_good(code)) return say(call, USHER_CLAIM_REFUSED);
  const usher_svc_kv *kv;
  char letter;
  uint64_t version;
  usher_status status = look(call, id, &kv, &letter, &version);
  if (!status && !letter) status = kv->put(call, id, (usher_str){"r", 1}, 0, version);
  if (status) return status;
  return say(call, letter == 'h' ? USHER_CLAIM_HELD : letter == 'x' ? USHER_CLAIM_REFUSED : USHER_CLAIM_RESERVED);
}

static const void *extension(const char *id) {
  static const usher_ext_claim claim = {sizeof claim, 0, describe, reserve, commit, release};
  return strcmp(id, USHER_EXT_CLAIM) == 0 ? &claim : NULL;
}
#define EXTENSION extension
