/* Leaves threads running where none may be, by CASE. */
#define TRICK_LOAD
#define TRICK_DESTROY
#include "trick.h"
#include <pthread.h>
#include <unistd.h>

static const usher_host *host;
static pthread_key_t key;

static void late(void *nothing) {
  (void)nothing;
  for (int turn = 0; turn < 50; turn++) usleep(20000);
}

static void *chatter(void *nothing) {
  for (;;) host->log(host, NULL, USHER_LOG_DEBUG, text("still here")), usleep(2000);
  return nothing;
}
static void *spin(void *nothing) {
  for (volatile unsigned turn = 0;; turn++) {}
  return nothing;
}
static void *with_key(void *nothing) {
  pthread_setspecific(key, &key);
  for (;;) pause();
  return nothing;
}

static usher_status load(const usher_host *given) {
  host = given;
  pthread_t thread;
  if (CASE == 1) pthread_create(&thread, NULL, chatter, NULL);
  if (CASE == 2) pthread_create(&thread, NULL, spin, NULL);
  if (CASE == 3) pthread_key_create(&key, late), pthread_create(&thread, NULL, with_key, NULL);
  return USHER_OK;
}
static void destroy(void *self) {
  pthread_t thread;
  free(self);
  if (CASE == 4) pthread_create(&thread, NULL, chatter, NULL); /* begins when all should end */
}

EVALUATE {
  (void)self, (void)requirement, (void)subject;
  return done(call, "in the background", CASE);
}
