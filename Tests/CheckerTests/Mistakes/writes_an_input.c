/* Makes the name lower case where it lies. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "usher_plugin.h"
#define EVALUATE evaluate
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject);
#include "mistake.h"
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)requirement, (void)subject;
  char *name = (char *)subject->account_name.ptr;
  for (size_t i = 0; i < subject->account_name.len; i++) name[i] |= 0x20;
  return usher_holds(call);
}
