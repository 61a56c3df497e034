/* Takes the socket over and speaks the private protocol itself, wrongly: the requirement's first letter says how. */
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "usher_plugin.h"

static int protocol_socket(void) {
  for (int descriptor = 3; descriptor < 64; descriptor++) {
    int type;
    socklen_t length = sizeof type;
    if (getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &length) == 0) return descriptor;
  }
  return -1;
}

static void put(int descriptor, const void *bytes, size_t length) {
  while (length > 0) {
    ssize_t count = write(descriptor, bytes, length);
    if (count <= 0) _exit(1);
    bytes = (const char *)bytes + count;
    length -= (size_t)count;
  }
}

static void frame(int descriptor, uint16_t type, uint64_t call, const void *fields, uint32_t length) {
  unsigned char head[16] = {0};
  uint32_t counted = 12 + length;
  memcpy(head, &counted, 4);
  memcpy(head + 4, &type, 2);
  memcpy(head + 8, &call, 8);
  put(descriptor, head, 16);
  put(descriptor, fields, length);
}

/* One outcome: OK, no breach, no error, evidence that holds. */
static const unsigned char yes[] = {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0x6f, 0x68, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                                    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

static usher_status forge(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)subject;
  int descriptor = protocol_socket();
  unsigned char get[] = {1, 1, 0, 0, 0, 'k'};
  unsigned char to[] = {4, 1, 0, 0, 0, 'h', 80, 0};
  uint32_t lengths[] = {0xffffffff, 0x7fffffff, 3};
  switch (requirement.ptr[2]) {
    case 'a': put(descriptor, &lengths[0], 4); break;
    case 'b': put(descriptor, &lengths[1], 4); break;
    case 'c': put(descriptor, &lengths[2], 4); break;
    case 'd': for (uint64_t id = 1; id < 100; id++) frame(descriptor, 66, id, yes, sizeof yes); break; /* answers to all calls */
    case 'e': frame(descriptor, 67, 77, get, sizeof get); break;        /* a request outside a call */
    case 'f': frame(descriptor, 64, 0, get, 0); break;                  /* a second introduction, empty */
    case 'g': frame(descriptor, 3, 1, get, sizeof get); break;          /* an order to the daemon */
    case 'h': frame(descriptor, 999, 1, get, sizeof get); break;
    case 'i': for (;;) frame(descriptor, 68, 0, "\2\0\0\0\1\0\0\0x", 9); /* log lines without end */
    case 'j': for (;;) frame(descriptor, 67, 2, get, sizeof get);       /* requests without end, replies unread */
    case 'l': for (;;) frame(descriptor, 67, 2, to, sizeof to), usleep(2000); /* takes connections, and reads none of them */
    case 'k': put(descriptor, "\xff\xff\xff", 3); for (;;) pause();     /* half a length, and silence */
    default: break;
  }
  return usher_holds(call);
}
#define PLUGIN_EVALUATE forge
#include "test_plugin.h"
