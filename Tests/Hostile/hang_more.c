/* Does not come back, or too late: by CASE. */
#define TRICK_EXTENSION
#define TRICK_CREATE
#include "trick.h"
#include <pthread.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static const usher_host *host;
static void hang(void *nothing) {
  (void)nothing;
  for (;;) pause();
}
static usher_status create(usher_call *call, usher_str config, void **self) {
  (void)config;
  host = call->host;
  *self = malloc(1);
  return USHER_OK;
}
EVALUATE {
  (void)self, (void)requirement, (void)subject;
  switch (CASE) {
    case 1: pthread_mutex_lock(&mutex); pthread_mutex_lock(&mutex); break;          /* its own lock */
    case 2: for (struct timespec day = {86400, 0};;) nanosleep(&day, NULL);
    case 3: usher_holds(call); for (;;) usleep(1000);                               /* says yes first */
    case 4: /* says yes a little too late */
      while (call->host->remaining_ms(call) > 0) usleep(200);
      usleep(100000);
      return usher_holds(call);
    case 11: /* by a millisecond */
      while (call->host->remaining_ms(call) > 0) usleep(200);
      usleep(1000);
      return usher_holds(call);
    case 5: /* asks the store for ever */
      for (const usher_svc_kv *kv = host->service(host, USHER_SVC_KV);;) {
        usher_kv_value value = {sizeof value, 0, 0, {0, 0}};
        kv->get(call, text("key"), &value);
      }
    case 6: { /* a hang in the end of a thread */
      pthread_key_t key;
      pthread_key_create(&key, hang);
      pthread_setspecific(key, &key);
      pthread_exit(NULL);
    }
    case 7: { /* every signal blocked, and a busy turn */
      sigset_t every;
      sigfillset(&every);
      sigprocmask(SIG_SETMASK, &every, NULL);
      for (volatile unsigned turn = 0;; turn++) {}
    }
    default: break;
  }
  return done(call, "came back", 0);
}
static usher_status describe(void *self, usher_call *call, usher_str code) {
  (void)self, (void)call, (void)code;
  if (CASE == 8) hang(NULL);
  return USHER_E_UPSTREAM;
}
static usher_status reserve(void *self, usher_call *call, usher_str id, usher_str code, const usher_subject *subject) {
  (void)id, (void)subject;
  return describe(self, call, code);
}
static usher_status commit(void *self, usher_call *call, usher_str id) { return describe(self, call, id); }
static const usher_ext_claim table = {sizeof table, 0, describe, reserve, commit, commit};
static const void *extension(const char *id) {
  if (CASE == 9) hang(NULL);
  return CASE != 8 || strcmp(id, USHER_EXT_CLAIM) ? NULL : &table;
}
__attribute__((destructor)) static void destructor(void) {
  if (CASE == 10) for (;;) {}
}
