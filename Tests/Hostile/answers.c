/* Returns from evaluate() in ways that say nothing: which one, the requirement says in its first letter. */
#include <string.h>
#include "usher_plugin.h"

static usher_call *kept;

static usher_status emit_evidence(usher_call *call, uint32_t size, uint32_t index, int32_t finding) {
  usher_evidence e = {{size, USHER_ITEM_EVIDENCE}, index, finding, 0, 0, 0, 0, {0, 0}, {0, 0}};
  return call->host->emit(call, &e.head);
}

static usher_status emit_reason(usher_call *call, const char *ptr, size_t len) {
  usher_str reason = {ptr, len};
  return usher_say(call, USHER_HOLDS, reason);
}

static usher_status emit_facts(usher_call *call, const char *json) {
  usher_evidence e = {{sizeof e, USHER_ITEM_EVIDENCE}, 0, USHER_HOLDS, 0, 0, 0, 0, {0, 0}, {json, strlen(json)}};
  return call->host->emit(call, &e.head);
}

static usher_status answer(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)subject;
  static char large[5000];
  usher_result result = {{sizeof result, USHER_ITEM_RESULT}, USHER_LIT("1")};
  usher_item item = {sizeof item, 99};
  int size = sizeof(usher_evidence);
  memset(large, 'x', sizeof large);
  switch (requirement.ptr[2]) {
    case 'a': return USHER_OK;                                                             /* no item */
    case 'b': usher_holds(call); usher_holds(call); return USHER_OK;                       /* two items */
    case 'c': usher_say(call, 1, requirement); return USHER_OK;                            /* a finding that is none */
    case 'd': usher_say(call, -1, requirement); return USHER_OK;
    case 'e': usher_say(call, 0x7fffffff, requirement); return USHER_OK;
    case 'f': usher_holds(call); return 5;                                                 /* a status that is none */
    case 'g': usher_holds(call); return -2147483647 - 1;
    case 'h': usher_holds(call); return USHER_E_UPSTREAM;                                  /* yes, and an error */
    case 'i': usher_fail(call, USHER_E_UPSTREAM, 0, requirement); usher_holds(call); return USHER_OK;
    case 'j': call->host->emit(call, &result.head); return USHER_OK;                       /* an item of a wrong kind */
    case 'k': call->host->emit(call, &item); return USHER_OK;                              /* of no kind */
    case 'l': call->host->emit(call, NULL); return USHER_OK;
    case 'm': emit_evidence(call, 0, 0, USHER_HOLDS); return USHER_OK;                     /* sizes */
    case 'n': emit_evidence(call, 7, 0, USHER_HOLDS); return USHER_OK;
    case 'o': emit_evidence(call, 12, 0, USHER_HOLDS); return USHER_OK;                    /* ends before the finding */
    case 'p': emit_evidence(call, size, 1, USHER_HOLDS); return USHER_OK;                  /* for a subject that is not there */
    case 'q': emit_reason(call, NULL, 5); return USHER_OK;                                 /* strings */
    case 'r': emit_reason(call, "x", (size_t)1 << 63); return USHER_OK;
    case 's': emit_reason(call, "x", SIZE_MAX); return USHER_OK;
    case 't': emit_reason(call, large, sizeof large); return USHER_OK;
    case 'u': emit_reason(call, "\xff\xfe", 2); return USHER_OK;
    case 'v': emit_reason(call, "\xed\xa0\x80", 3); return USHER_OK;                       /* a lone surrogate */
    case 'w': emit_facts(call, "{\"open\":"); return USHER_OK;
    case 'x': kept = call; usher_holds_not(call, requirement); return USHER_OK;            /* keep the call ... */
    case 'y': return kept && usher_holds(kept) == USHER_E_INVALID ? USHER_OK : USHER_E_LIMIT; /* ... and use it later */
    case 'z': call->host->emit((usher_call *)8, &result.head); return USHER_OK;            /* a call that never was */
    case 'A': emit_evidence(call, 0xffffffff, 0, USHER_HOLDS); return USHER_OK;            /* a newer struct: this is fine */
    case 'B': emit_evidence(call, 28, 0, USHER_HOLDS); return USHER_OK;                    /* an older one: fine too */
    default: return USHER_E_INTERNAL;
  }
}
#define PLUGIN_EVALUATE answer
#include "test_plugin.h"
