/* Sets the size of the head instead of the whole item. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "usher_plugin.h"
#define EVALUATE evaluate
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject);
#include "mistake.h"
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)requirement, (void)subject;
  usher_evidence evidence = {{sizeof(usher_item), USHER_ITEM_EVIDENCE}, .finding = USHER_HOLDS};
  return call->host->emit(call, &evidence.head);
}
