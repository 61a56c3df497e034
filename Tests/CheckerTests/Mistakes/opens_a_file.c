/* Reads who belongs to the group from a file on the disk. */
#include <stdio.h>
#include <string.h>
#include "usher_plugin.h"
#define EVALUATE evaluate
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject);
#include "mistake.h"
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)requirement, (void)subject;
  FILE *file = fopen("/etc/group", "r");
  if (!file) return usher_fail(call, USHER_E_CONFIG, 0, text("the file cannot be opened"));
  fclose(file);
  return usher_holds(call);
}
