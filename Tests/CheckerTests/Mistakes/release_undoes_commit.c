/* Gives a use back that was spent. */
#define MANIFEST_MORE ", \"check\": {\"code\": \"GOODCODE\"}"
#include "../Good/claims.h"
static usher_status commit(void *self, usher_call *call, usher_str id) {
  (void)self;
  return change(call, id, "r", "h");
}
static usher_status release(void *self, usher_call *call, usher_str id) {
  (void)self;
  usher_status status = change(call, id, "h", "x");
  return status ? status : change(call, id, "r", "x");
}
#include "mistake.h"
