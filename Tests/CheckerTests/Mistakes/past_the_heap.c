/* Writes past the end of its own memory. */
#include <stdlib.h>
#include <string.h>
#include "usher_plugin.h"
#define EVALUATE evaluate
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject);
#include "mistake.h"
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)requirement, (void)subject;
  volatile size_t length = 2100;
  char *copy = malloc(2000), *next = malloc(2000), *fence = malloc(16);
  if (!copy || !next || !fence) return USHER_E_LIMIT;
  memset(copy, 0x41, length);
  usher_status status = copy[1] ? usher_holds(call) : USHER_E_INTERNAL;
  free(next);
  free(copy);
  free(fence);
  return status;
}
