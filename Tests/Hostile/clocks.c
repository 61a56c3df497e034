/* Says how long its answer is good, or when to ask again, in numbers that make no sense: by CASE. */
#include "trick.h"
#include <limits.h>
EVALUATE {
  (void)self, (void)requirement, (void)subject;
  const int64_t good_for[] = {0, -1, INT64_MIN, INT64_MAX, 1000000000000000000};
  const int64_t retry[] = {-1, INT64_MIN, INT64_MAX, 1000000000000000000};
  usher_evidence e = {{sizeof e, USHER_ITEM_EVIDENCE}, 0, USHER_HOLDS_NOT, 0, 0, 0, 0, USHER_LIT("for how long?"), {0, 0}};
  if (CASE <= 4) {
    e.good_for_ms = good_for[CASE];
    call->host->emit(call, &e.head);
    return USHER_OK;
  }
  if (CASE <= 8) {
    e.finding = USHER_UNKNOWN;
    e.retry_after_ms = retry[CASE - 5];
    call->host->emit(call, &e.head);
    return USHER_OK;
  }
  return usher_fail(call, USHER_E_RATE_LIMITED, retry[(CASE - 9) & 3], text("later"));
}
