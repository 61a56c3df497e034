/* Takes its time: 20 ms for each question, and asks whether it may go on. */
#include <unistd.h>
#include "usher_plugin.h"
static usher_status slow(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)requirement, (void)subject;
  usleep(20000);
  return call->host->remaining_ms(call) > 0 ? usher_holds(call) : USHER_E_TIMEOUT;
}
#define PLUGIN_EVALUATE slow
#include "test_plugin.h"
