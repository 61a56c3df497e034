/* No mistake: asks for the profile of threads, and reads what libraries for threads read. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "usher_plugin.h"
#define MANIFEST_MORE ", \"permissions\": {\"profile\": \"threaded\"}"
static usher_status create(usher_call *call, usher_str config, void **self) {
  (void)call, (void)config;
  FILE *file = fopen("/proc/self/status", "r");
  if (!file) abort();
  fclose(file);
  *self = malloc(8);
  return *self ? USHER_OK : USHER_E_LIMIT;
}
#define CREATE create
#include "../Mistakes/mistake.h"
