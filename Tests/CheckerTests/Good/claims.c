/* Keeps one letter for each claim id: reserved, held, or let go. The code admits everybody. */
#define MANIFEST_MORE ", \"check\": {\"code\": \"GOODCODE\"}"
#include "claims.h"
static usher_status commit(void *self, usher_call *call, usher_str id) {
  (void)self;
  return change(call, id, "r", "h");
}
static usher_status release(void *self, usher_call *call, usher_str id) {
  (void)self;
  return change(call, id, "r", "x");
}
#include "../Mistakes/mistake.h"
