/* Answers from a thread that goes on after evaluate() has returned. */
#include <pthread.h>
#include "usher_plugin.h"
static void *later(void *call) {
  usher_call *kept = call;
  for (int i = 0; i < 1000; i++) kept->host->remaining_ms(kept);
  return NULL;
}
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)requirement, (void)subject;
  pthread_t thread;
  if (pthread_create(&thread, NULL, later, call)) return USHER_E_LIMIT;
  pthread_detach(thread);
  return usher_holds(call);
}
#define EVALUATE evaluate
#include "mistake.h"
