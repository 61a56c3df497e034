/* Thinks that an instance without state needs no self. */
#include "usher_plugin.h"
static usher_status create(usher_call *call, usher_str config, void **self) {
  (void)call, (void)config;
  *self = NULL;
  return USHER_OK;
}
#define CREATE create
#include "mistake.h"
