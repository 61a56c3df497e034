/* Decides in a batch with other code than alone. */
#include <string.h>
#include "usher_plugin.h"
static usher_status ask(void *self, usher_call *call, usher_str requirement, const usher_subject *const *subjects,
                        uint32_t count) {
  (void)self, (void)requirement, (void)subjects;
  for (uint32_t i = 0; i < count; i++) {
    usher_evidence evidence = {{sizeof evidence, USHER_ITEM_EVIDENCE}, .index = i, .finding = USHER_HOLDS_NOT};
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
