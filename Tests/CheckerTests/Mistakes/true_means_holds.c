/* Answers with a truth value. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "usher_plugin.h"
#define EVALUATE evaluate
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject);
#include "mistake.h"
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)requirement, (void)subject;
  usher_evidence evidence = {{sizeof evidence, USHER_ITEM_EVIDENCE}, .finding = says(subject->account_id, "4711")};
  return call->host->emit(call, &evidence.head);
}
