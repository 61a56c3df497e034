/* Makes connections of its own. */
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "usher_plugin.h"
static usher_status create(usher_call *call, usher_str config, void **self) {
  (void)call, (void)config;
  static int connection;
  connection = socket(AF_INET, SOCK_STREAM, 0);
  *self = &connection;
  return USHER_OK;
}
static void destroy(void *self) {
  if (*(int *)self >= 0) close(*(int *)self);
}
#define CREATE create
#define DESTROY destroy
#include "mistake.h"
