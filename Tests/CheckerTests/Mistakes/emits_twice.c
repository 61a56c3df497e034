/* Lacks a return. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "usher_plugin.h"
#define EVALUATE evaluate
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject);
#include "mistake.h"
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)requirement, (void)subject;
  if (subject->account_id.len) usher_holds(call);
  return usher_holds_not(call, text("You have no account."));
}
