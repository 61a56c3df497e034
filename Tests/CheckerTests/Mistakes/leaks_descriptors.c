/* Makes a pipe for each instance, and closes one end. */
#include <stdlib.h>
#include <unistd.h>
#include "usher_plugin.h"
static usher_status create(usher_call *call, usher_str config, void **self) {
  (void)call, (void)config;
  int *ends = malloc(2 * sizeof *ends);
  if (!ends || pipe(ends)) return USHER_E_LIMIT;
  *self = ends;
  return USHER_OK;
}
static void destroy(void *self) {
  close(((int *)self)[0]);
  free(self);
}
#define CREATE create
#define DESTROY destroy
#include "mistake.h"
