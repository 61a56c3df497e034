/* Logs and prints without end, then says yes. */
#include <stdio.h>
#include "usher_plugin.h"
static usher_status flood(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)requirement, (void)subject;
  static char line[100000];
  for (unsigned at = 0; at < sizeof line; at++) line[at] = at % 50 ? 'l' : '\x1b';
  usher_str text = {line, sizeof line};
  for (int turn = 0; turn < 20000; turn++) call->host->log(call->host, call, turn, text);
  for (int turn = 0; turn < 2000; turn++) printf("%.100s\n", line);
  fflush(stdout);
  return usher_holds(call);
}
#define PLUGIN_EVALUATE flood
#include "test_plugin.h"
