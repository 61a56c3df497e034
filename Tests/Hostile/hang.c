/* Never returns: HANG_IN is 1 constructor, 2 create, 3 evaluate, 4 destroy; and ignores every signal that can be ignored. */
#include <signal.h>
#include <unistd.h>
#include "usher_plugin.h"
static inline void hang(void) {
  for (int number = 1; number < 32; number++) signal(number, SIG_IGN);
#if HANG_BUSY
  for (volatile unsigned turns = 0;; turns++) {}
#else
  for (;;) pause();
#endif
}
#if HANG_IN == 1
__attribute__((constructor)) static void hang_in_constructor(void) { hang(); }
#elif HANG_IN == 2
static usher_status hang_in_create(usher_call *call, usher_str config, void **self) {
  (void)call, (void)config, (void)self;
  hang();
  return USHER_OK;
}
#define PLUGIN_CREATE hang_in_create
#elif HANG_IN == 3
static usher_status hang_in_evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)requirement;
  if (subject->account_id.len > 0 && subject->account_id.ptr[0] == 'q') return usher_holds(call);
  hang();
  return usher_holds(call);
}
#define PLUGIN_EVALUATE hang_in_evaluate
#elif HANG_IN == 4
static void hang_in_destroy(void *self) { (void)self; hang(); }
#define PLUGIN_DESTROY hang_in_destroy
#endif
#include "test_plugin.h"
