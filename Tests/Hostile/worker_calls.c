/* Does what the requirement says, so that a test decides how calls overlap. */
#define _GNU_SOURCE
#include <pthread.h>
#include <string.h>
#include <time.h>
#include "usher_plugin.h"
#define PLUGIN_EVALUATE evaluate
#define PLUGIN_EXTENSION extension
#define PLUGIN_CREATE create
#ifndef PLUGIN_CONCURRENCY
#define PLUGIN_CONCURRENCY 4
#endif
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject);
static usher_status create(usher_call *call, usher_str config, void **self);
static const void *extension(const char *id);
static void destroy(void *self);
#define PLUGIN_DESTROY destroy
#ifndef WATCHES
#define WATCHES 0
#endif
#include "test_plugin.h"

static int says(usher_str text, const char *word) { return memmem(text.ptr, text.len, word, strlen(word)) != NULL; }

static void pause_a_little(void) {
  const struct timespec millisecond = {0, 1000000};
  nanosleep(&millisecond, NULL);
}

/* Asks usher.kv for the account's id and says what came back. */
static usher_status ask(usher_call *call, usher_str key) {
  const usher_svc_kv *kv = call->host->service(call->host, USHER_SVC_KV);
  usher_kv_value value = {sizeof value, 0, 0, {NULL, 0}};
  usher_status status = kv->get(call, key, &value);
  return status ? status : usher_say(call, USHER_HOLDS, value.value);
}

/* Waits until the host wants it no more. */
static usher_status wait_for_end(usher_call *call) {
  while (call->host->remaining_ms(call) > 0) pause_a_little();
  return USHER_E_CANCELLED;
}

static usher_call *last;

/* Set by "release", for which "block" waits without asking the host for anything. */
static volatile int is_released;

static void *meddle(void *of) {
  usher_call *call = of;
  for (int round = 0; round < 200; round++) {
    call->host->alloc(call, 100);
    call->host->remaining_ms(call);
  }
  return NULL;
}

static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self;
  if (says(requirement, "ask")) return ask(call, subject->account_id);
  if (says(requirement, "twice")) {
    usher_kv_value value = {sizeof value, 0, 0, {NULL, 0}};
    const usher_svc_kv *kv = call->host->service(call->host, USHER_SVC_KV);
    if (kv->get(call, subject->account_id, &value)) return USHER_E_INTERNAL;
    return ask(call, value.value);
  }
  if (says(requirement, "release")) is_released = 1;
  if (says(requirement, "block"))
    while (!is_released) pause_a_little();
  if (says(requirement, "wait")) return wait_for_end(call);
  if (says(requirement, "late")) {
    while (call->host->remaining_ms(call) > 0) pause_a_little();
    return ask(call, subject->account_id);
  }
  if (says(requirement, "keep")) last = call;
  if (says(requirement, "stale")) {
    usher_call forged = *call;
    usher_evidence item = {{sizeof item, USHER_ITEM_EVIDENCE}, 0, USHER_HOLDS, 0, 0, 0, 0, {NULL, 0}, {NULL, 0}};
    if (call->host->emit(last, &item.head) != USHER_E_INVALID) return USHER_E_INTERNAL;
    if (call->host->emit(&forged, &item.head) != USHER_E_INVALID) return USHER_E_INTERNAL;
    if (call->host->emit(NULL, &item.head) != USHER_E_INVALID) return USHER_E_INTERNAL;
    if (call->host->emit(call + 1, &item.head) != USHER_E_INVALID) return USHER_E_INTERNAL;
    if (call->host->emit((usher_call *)((char *)call + 1), &item.head) != USHER_E_INVALID) return USHER_E_INTERNAL;
    if (call->host->alloc(last, 1) || call->host->remaining_ms(last) > 0) return USHER_E_INTERNAL;
  }
  if (says(requirement, "threads")) {
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, meddle, call);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
  }
  return usher_holds(call);
}

static usher_status create(usher_call *call, usher_str config, void **self) {
  *self = (void *)1;
  return says(config, "wait") ? wait_for_end(call) : USHER_OK;
}

static void destroy(void *self) { (void)self; }

static usher_status watch(void *self, usher_call *call) {
  (void)self;
  usher_event event = {{sizeof event, USHER_ITEM_EVENT}, USHER_EVENT_ALL, 0, 0, {NULL, 0}, {NULL, 0}, {NULL, 0}};
  if (call->host->emit(call, &event.head)) return USHER_E_INTERNAL;
  wait_for_end(call);
  usher_kv_value value = {sizeof value, 0, 0, {NULL, 0}};
  const usher_svc_kv *kv = call->host->service(call->host, USHER_SVC_KV);
  return kv->get(call, text("key"), &value);
}

static const void *extension(const char *id) {
  static const usher_ext_watch table = {sizeof table, 0, watch};
  return WATCHES && strcmp(id, USHER_EXT_WATCH) == 0 ? &table : NULL;
}
