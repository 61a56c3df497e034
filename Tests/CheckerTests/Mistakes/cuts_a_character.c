/* Cuts a text between the bytes of a character, into a reason that is no UTF-8. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "usher_plugin.h"
#define EVALUATE evaluate
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject);
#include "mistake.h"
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)requirement, (void)subject;
  usher_str name = subject->account_name;
  if (name.len > 20) name.len = 20;
  return usher_holds_not(call, name);
}
