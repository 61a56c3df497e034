/* Dies: HOW says of what, IN in which function. */
#define TRICK_EXTENSION
#define TRICK_CREATE
#define TRICK_DESTROY
#define TRICK_LOAD
#define TRICK_UNLOAD
#include "trick.h"
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef HOW
#define HOW 1
#endif

static int deeper(volatile char *above, long depth) {
  volatile char room[4096];
  room[0] = above ? above[0] : 1;
  return depth < 0 ? room[0] : deeper(room, depth + 1) + room[0];
}

static void die(void) {
  switch (HOW) {
    case 1: *(volatile int *)(uintptr_t)16 = 1; break;                          /* SIGSEGV */
    case 2: __builtin_trap();                                                   /* SIGILL */
    case 3: abort();                                                            /* SIGABRT */
    case 4: raise(SIGFPE); break;
    case 5: raise(SIGBUS); break;
    case 6: deeper(NULL, 1); break;                                             /* no stack is left */
    case 7: ((void (*)(void))(uintptr_t)16)(); break;                           /* a jump to nowhere */
    case 8: raise(SIGKILL); break;
    case 9: raise(SIGTERM); break;
    default: raise(SIGPIPE); break;
  }
  for (;;) pause();
}
static void *die_in_thread(void *nothing) {
  die();
  return nothing;
}

__attribute__((constructor)) static void constructor(void) {
  if (IN == 1) die();
}
static usher_status load(const usher_host *host) {
  (void)host;
  if (IN == 2) die();
  return USHER_OK;
}
static usher_status create(usher_call *call, usher_str config, void **self) {
  (void)call, (void)config;
  if (IN == 3) die();
  *self = malloc(1);
  return USHER_OK;
}
EVALUATE {
  (void)self, (void)requirement, (void)subject;
  pthread_t thread;
  if (IN == 4) usher_holds(call), die();
  if (IN == 5) { /* another thread dies while this one says yes */
    usher_holds(call);
    pthread_create(&thread, NULL, die_in_thread, NULL);
    pthread_join(thread, NULL);
  }
  return done(call, "alive", 0);
}
static void destroy(void *self) {
  if (IN == 6) die();
  free(self);
}
static void unload(void) {
  if (IN == 7) die();
}
__attribute__((destructor)) static void destructor(void) {
  if (IN == 8) die();
}

static usher_status describe(void *self, usher_call *call, usher_str code) {
  (void)self, (void)call, (void)code;
  if (IN == 10) die();
  return USHER_E_UPSTREAM;
}
static usher_status reserve(void *self, usher_call *call, usher_str id, usher_str code, const usher_subject *subject) {
  (void)self, (void)call, (void)id, (void)code, (void)subject;
  if (IN == 11) die();
  return USHER_E_UPSTREAM;
}
static usher_status commit(void *self, usher_call *call, usher_str id) {
  (void)self, (void)call, (void)id;
  if (IN == 12) die();
  return USHER_E_UPSTREAM;
}
static usher_status act(void *self, usher_call *call) {
  (void)self, (void)call;
  if (IN == 13) die();
  return USHER_E_UPSTREAM;
}
static usher_status begin(void *self, usher_call *call, const usher_link_start *start) {
  (void)self, (void)call, (void)start;
  if (IN == 14) die();
  return USHER_E_UPSTREAM;
}
static usher_status resume(void *self, usher_call *call, const usher_link_input *input) {
  (void)self, (void)call, (void)input;
  if (IN == 15) die();
  return USHER_E_UPSTREAM;
}
static usher_status list(void *self, usher_call *call, usher_str requirement, usher_str cursor, usher_str etag) {
  (void)self, (void)call, (void)requirement, (void)cursor, (void)etag;
  if (IN == 16) die();
  return USHER_E_UPSTREAM;
}
static usher_status handle(void *self, usher_call *call, const usher_webhook *request) {
  (void)self, (void)call, (void)request;
  if (IN == 17) die();
  return USHER_E_POLICY;
}
static usher_status check(void *self, usher_call *call) {
  (void)self, (void)call;
  if (IN == 18) die();
  return USHER_E_UPSTREAM;
}
static usher_status watch(void *self, usher_call *call) {
  (void)self;
  if (IN == 19) die();
  while (call->host->remaining_ms(call) > 0) usleep(1000);
  return USHER_OK;
}

static const usher_ext_claim claim_table = {sizeof claim_table, 0, describe, reserve, commit, commit};
static const usher_ext_link link_table = {sizeof link_table, 0, begin, resume, NULL};
static const usher_ext_members members_table = {sizeof members_table, 0, list};
static const usher_ext_webhook webhook_table = {sizeof webhook_table, 0, handle};
static const usher_ext_health health_table = {sizeof health_table, 0, check};
static const usher_ext_watch watch_table = {sizeof watch_table, 0, watch};
static const usher_action action = USHER_ACTION0("act", "Act", 0, act);
static const usher_action *const actions[] = {&action};
static const usher_ext_actions actions_table = {sizeof actions_table, 1, actions};

static const void *extension(const char *id) {
  if (IN == 9) die();
  if (IN >= 10 && IN <= 12 && !strcmp(id, USHER_EXT_CLAIM)) return &claim_table;
  if (IN == 13 && !strcmp(id, USHER_EXT_ACTIONS)) return &actions_table;
  if ((IN == 14 || IN == 15) && !strcmp(id, USHER_EXT_LINK)) return &link_table;
  if (IN == 16 && !strcmp(id, USHER_EXT_MEMBERS)) return &members_table;
  if (IN == 17 && !strcmp(id, USHER_EXT_WEBHOOK)) return &webhook_table;
  if (IN == 18 && !strcmp(id, USHER_EXT_HEALTH)) return &health_table;
  if (IN == 19 && !strcmp(id, USHER_EXT_WATCH)) return &watch_table;
  return NULL;
}
