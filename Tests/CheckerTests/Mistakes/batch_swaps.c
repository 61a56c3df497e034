/* Counts the subjects from the other end. */
#include <string.h>
#include "usher_plugin.h"
static usher_status ask(void *self, usher_call *call, usher_str requirement, const usher_subject *const *subjects,
                        uint32_t count) {
  (void)self, (void)requirement;
  for (uint32_t i = 0; i < count; i++) {
    usher_str id = subjects[count - 1 - i]->account_id;
    usher_evidence evidence = {{sizeof evidence, USHER_ITEM_EVIDENCE}, .index = i, .finding = USHER_HOLDS_NOT};
    if (id.len == 4 && !memcmp(id.ptr, "4711", 4)) evidence.finding = USHER_HOLDS;
    usher_status status = call->host->emit(call, &evidence.head);
    if (status) return status;
  }
  return USHER_OK;
}
static const void *extension(const char *id) {
  static const usher_ext_batch batch = {sizeof batch, 0, ask};
  return strcmp(id, USHER_EXT_BATCH) == 0 ? &batch : NULL;
}
#define EXTENSION extension
#include "mistake.h"
