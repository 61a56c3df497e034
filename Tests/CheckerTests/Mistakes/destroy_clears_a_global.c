/* Counts its instances in a global, wrongly. */
#include <stdlib.h>
#include "usher_plugin.h"
static int is_ready;
static usher_status create(usher_call *call, usher_str config, void **self) {
  (void)call, (void)config;
  is_ready = 1;
  *self = malloc(8);
  return *self ? USHER_OK : USHER_E_LIMIT;
}
static void destroy(void *self) {
  is_ready = 0;
  free(self);
}
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)requirement, (void)subject;
  return is_ready ? usher_holds(call) : USHER_E_INTERNAL;
}
#define CREATE create
#define DESTROY destroy
#define EVALUATE evaluate
#include "mistake.h"
