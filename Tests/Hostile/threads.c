/* Four threads of its own use the host all the time: they log, which they may, and emit to calls that may be over. */
#include <pthread.h>
#include <unistd.h>
#include "usher_plugin.h"
static usher_call *volatile last;
static const usher_host *host;
static void *meddle(void *nothing) {
  (void)nothing;
  usher_item item = {sizeof item, 99};
  usher_str line = USHER_LIT("meddling");
  for (;;) {
    host->log(host, NULL, USHER_LOG_DEBUG, line);
    if (last) host->emit(last, &item), host->alloc(last, 64), host->remaining_ms(last);
    usleep(50);
  }
  return NULL;
}
static usher_status load(const usher_host *given) {
  host = given;
  for (int count = 0; count < 4; count++) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, meddle, NULL)) return USHER_E_INTERNAL;
  }
  return USHER_OK;
}
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)requirement, (void)subject;
  last = call;
  return usher_holds(call);
}
#define PLUGIN_LOAD load
#define PLUGIN_EVALUATE evaluate
#include "test_plugin.h"
