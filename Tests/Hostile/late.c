/* Uses calls that are over, not its own, or forged; and host services where there is no call. By CASE. */
#define TRICK_LOAD
#define TRICK_UNLOAD
#define TRICK_DESTROY
#define TRICK_CREATE
#include "trick.h"
#include <pthread.h>
#include <unistd.h>

static const usher_host *host;
static usher_call *kept, *kept_by_create;
static usher_evidence yes = {{sizeof yes, USHER_ITEM_EVIDENCE}, 0, USHER_HOLDS, 0, 0, 0, 0, {0, 0}, {0, 0}};

static void meddle(usher_call *call) {
  usher_kv_value value = {sizeof value, 0, 0, {0, 0}};
  const usher_svc_kv *kv = host->service(host, USHER_SVC_KV);
  host->emit(call, &yes.head);
  host->alloc(call, 100);
  host->remaining_ms(call);
  host->log(host, call, USHER_LOG_WARN, text("from nowhere"));
  kv->get(call, text("key"), &value);
  kv->put(call, text("key"), text("value"), 0, USHER_KV_ANY);
}

static void *emit_in_thread(void *call) {
  usleep(1000);
  for (int turn = 0; turn < 200; turn++) host->emit(call, &yes.head), usleep(100);
  return NULL;
}

static usher_status load(const usher_host *given) {
  host = given;
  if (CASE == 1) meddle(NULL);
  return USHER_OK;
}
static usher_status create(usher_call *call, usher_str config, void **self) {
  (void)config;
  kept_by_create = call;
  *self = malloc(1);
  if (CASE == 2) meddle(call); /* evidence in create() */
  return USHER_OK;
}
static void destroy(void *self) {
  if (CASE == 3) meddle(kept ? kept : kept_by_create);
  free(self);
}
static void unload(void) {
  if (CASE == 4) meddle(kept);
}

EVALUATE {
  (void)self, (void)requirement, (void)subject;
  usher_call *before = kept;
  kept = call;
  static long forged[64];
  pthread_t thread;
  switch (CASE) {
    case 5: if (before) host->emit(before, &yes.head); return USHER_OK;            /* a call that is over */
    case 6: host->emit(kept_by_create, &yes.head); return USHER_OK;                /* the call of create() */
    case 7: host->emit(NULL, &yes.head); return USHER_OK;                          /* none */
    case 8: ((usher_call *)forged)->host = host; host->emit((usher_call *)forged, &yes.head); return USHER_OK; /* forged */
    case 9: memcpy(forged, call, sizeof(usher_call)); host->emit((usher_call *)forged, &yes.head); return USHER_OK; /* a copy */
    case 10:                                                                       /* from a thread, after the return */
      pthread_create(&thread, NULL, emit_in_thread, call);
      pthread_detach(thread);
      return USHER_OK;
    case 11: host->emit(call, (const usher_item *)((char *)&yes + 1)); return USHER_OK; /* not aligned: read as it lies */
    case 12: host->emit(call, (const usher_item *)0x1000); return USHER_OK;        /* nothing is there */
    case 13: call->host = NULL; return USHER_OK;                                   /* the host's own first word */
    default: return done(call, "at the wrong time", 0);                            /* 1 to 4 */
  }
}
