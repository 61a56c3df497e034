/* Asks for the bytes of a text, and writes the zero that it thinks belongs behind it. */
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
  char *copy = call->host->alloc(call, name.len);
  if (!copy) return USHER_E_LIMIT;
  memcpy(copy, name.ptr, name.len);
  copy[name.len] = 0;
  return usher_holds(call);
}
