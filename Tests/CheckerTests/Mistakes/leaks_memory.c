/* Frees the instance, and not what it points to. */
#include <stdlib.h>
#include "usher_plugin.h"
struct instance { char *name; };
static usher_status create(usher_call *call, usher_str config, void **self) {
  (void)call, (void)config;
  struct instance *instance = malloc(sizeof *instance);
  instance->name = malloc(100);
  instance->name[0] = 0;
  *self = instance;
  return USHER_OK;
}
#define CREATE create
#include "mistake.h"
