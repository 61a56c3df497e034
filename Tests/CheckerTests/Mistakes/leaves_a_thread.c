/* Starts a thread for each instance, and never ends it. */
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>
#include "usher_plugin.h"
static void *wait_for_ever(void *nothing) {
  for (;;) pause();
  return nothing;
}
static usher_status create(usher_call *call, usher_str config, void **self) {
  (void)call, (void)config;
  pthread_t thread;
  if (pthread_create(&thread, NULL, wait_for_ever, NULL)) return USHER_E_LIMIT;
  pthread_detach(thread);
  *self = malloc(1);
  return USHER_OK;
}
#define CREATE create
#include "mistake.h"
