/* Answers a batch as it should, in the reverse order; one by one it says yes once, or as often as the requirement says
 * "again". */
#define _GNU_SOURCE
#include <string.h>
#include "usher_plugin.h"
#ifndef MAX_SUBJECTS
#define MAX_SUBJECTS 0
#endif
#define PLUGIN_EVALUATE evaluate
#define PLUGIN_EXTENSION extension
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject);
static const void *extension(const char *id);
#include "test_plugin.h"

static usher_status say(usher_call *call, uint32_t index, usher_str reason) {
  usher_evidence e = {{sizeof e, USHER_ITEM_EVIDENCE}, index, USHER_HOLDS, 0, 0, 0, 0, reason, {0, 0}};
  return call->host->emit(call, &e.head);
}

static usher_status batch(void *self, usher_call *call, usher_str requirement, const usher_subject *const *subjects,
                          uint32_t count) {
  (void)self, (void)requirement;
  if (MAX_SUBJECTS && count > MAX_SUBJECTS) return USHER_E_INTERNAL;
  for (uint32_t i = count; i-- > 0;)
    if (say(call, i, subjects[i]->account_id)) return USHER_E_INTERNAL;
  return USHER_OK;
}

static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self;
  say(call, 0, subject->account_id);
  if (memmem(requirement.ptr, requirement.len, "again", 5)) say(call, 0, subject->account_id);
  if (memmem(requirement.ptr, requirement.len, "beyond", 6)) say(call, 1, subject->account_id);
  return USHER_OK;
}

static const void *extension(const char *id) {
  static const usher_ext_batch table = {sizeof table, MAX_SUBJECTS, batch};
  return strcmp(id, USHER_EXT_BATCH) ? NULL : &table;
}
