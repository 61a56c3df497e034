/* Starts a thread in load(), and does not end it in unload(). */
#include <pthread.h>
#include <unistd.h>
#include "usher_plugin.h"
static void *wait_for_ever(void *nothing) {
  for (;;) pause();
  return nothing;
}
static usher_status load(const usher_host *host) {
  (void)host;
  pthread_t thread;
  if (pthread_create(&thread, NULL, wait_for_ever, NULL)) return USHER_E_LIMIT;
  pthread_detach(thread);
  return USHER_OK;
}
#define LOAD load
#include "mistake.h"
