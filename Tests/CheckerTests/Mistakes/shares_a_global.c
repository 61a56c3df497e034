/* Lets one call run in each instance, and keeps the question in a global all the same. */
#include "usher_plugin.h"
#include <sched.h>
#include <string.h>
static char asked[64];
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)requirement;
  usher_str id = subject->account_id;
  size_t length = id.len < sizeof asked ? id.len : sizeof asked;
  memcpy(asked, id.ptr, length);
  sched_yield();
  if (length == 4 && !memcmp(asked, "4711", 4)) return usher_holds(call);
  return usher_holds_not(call, (usher_str)USHER_LIT("No."));
}
#define EVALUATE evaluate
#include "mistake.h"
