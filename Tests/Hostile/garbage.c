/* Writes garbage to every descriptor there is, then says yes. */
#include <fcntl.h>
#include <unistd.h>
#include "usher_plugin.h"
static usher_status scribble(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)requirement, (void)subject;
  unsigned char bytes[512];
  for (unsigned at = 0; at < sizeof bytes; at++) bytes[at] = (unsigned char)(at * 73 + GARBAGE_SEED);
  for (int descriptor = 0; descriptor < 64; descriptor++) {
    fcntl(descriptor, F_SETFL, O_NONBLOCK);
    if (write(descriptor, bytes, sizeof bytes) < 0) continue;
  }
  return usher_holds(call);
}
#define PLUGIN_EVALUATE scribble
#include "test_plugin.h"
