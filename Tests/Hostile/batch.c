/* Answers a batch with the wrong items, by CASE; one by one it says no. */
#ifndef MAX_SUBJECTS
#define MAX_SUBJECTS 0
#endif
#define TRICK_EXTENSION
#include "trick.h"

static usher_status say(usher_call *call, uint32_t index, int32_t finding) {
  usher_evidence e = {{sizeof e, USHER_ITEM_EVIDENCE}, index, finding, 0, 0, 0, 0, {0, 0}, {0, 0}};
  return call->host->emit(call, &e.head);
}

static usher_status many(void *self, usher_call *call, usher_str requirement, const usher_subject *const *subjects,
                         uint32_t count) {
  (void)self, (void)requirement, (void)subjects;
#if CASE == 1 /* nothing at all */
  (void)call, (void)count;
#elif CASE == 2 /* the first one twice */
  say(call, 0, USHER_HOLDS), say(call, 0, USHER_HOLDS);
#elif CASE == 3 /* somebody who was not asked about */
  say(call, count, USHER_HOLDS);
#elif CASE == 4 /* far beyond */
  say(call, 0xffffffff, USHER_HOLDS);
#elif CASE == 5 /* yes to everybody, and then an error */
  for (uint32_t at = 0; at < count; at++) say(call, at, USHER_HOLDS);
  return USHER_E_UPSTREAM;
#elif CASE == 6 /* an item of another function */
  usher_member member = {{sizeof member, USHER_ITEM_MEMBER}, USHER_LIT("alice"), {0, 0}, {0, 0}};
  call->host->emit(call, &member.head);
#elif CASE == 7 /* a hundred thousand items */
  for (uint32_t at = 0; at < 100000; at++) say(call, at % count, USHER_HOLDS);
#elif CASE == 8 /* findings that are none */
  for (uint32_t at = 0; at < count; at++) say(call, at, at % 2 ? 1 : -1);
#elif CASE == 9 /* reads behind the last subject, and dies of it or not */
  const usher_subject *beyond = ((const usher_subject *const volatile *)subjects)[count];
  if (beyond && beyond->account_id.len) say(call, 0, USHER_HOLDS);
#elif CASE == 10 /* dies in the middle, after the first yes */
  say(call, 0, USHER_HOLDS);
  __builtin_trap();
#endif
  (void)count;
  return USHER_OK;
}

static const usher_ext_batch table = {sizeof table, MAX_SUBJECTS, many};
static const void *extension(const char *id) { return strcmp(id, USHER_EXT_BATCH) ? NULL : &table; }

EVALUATE {
  (void)self, (void)requirement, (void)subject;
  return done(call, "one by one", 0);
}
