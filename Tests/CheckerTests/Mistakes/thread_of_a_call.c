/* Starts a thread with the first question, and keeps it. */
#include <pthread.h>
#include <unistd.h>
#include "usher_plugin.h"
static int is_started;
static void *wait_for_ever(void *nothing) {
  for (;;) pause();
  return nothing;
}
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)requirement, (void)subject;
  pthread_t thread;
  if (!is_started && pthread_create(&thread, NULL, wait_for_ever, NULL)) return USHER_E_LIMIT;
  is_started = 1;
  return usher_holds(call);
}
#define EVALUATE evaluate
#include "mistake.h"
