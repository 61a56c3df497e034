/* Takes the worker's socket over and speaks the private protocol itself, by CASE. More of this, chosen at run time: forger.c. */
#include "trick.h"
#include <sys/socket.h>
#include <unistd.h>

enum { HELLO = 64, REFUSAL = 65, RETURNED = 66, SERVICE = 67, LOG = 68 };

static void put(const void *bytes, size_t length) {
  static int protocol = -1;
  if (protocol < 0) protocol = protocol_socket();
  while (length > 0) {
    ssize_t count = send(protocol, bytes, length, MSG_NOSIGNAL);
    if (count <= 0) return;
    bytes = (const char *)bytes + count;
    length -= (size_t)count;
  }
}

static size_t head(unsigned char *to, uint16_t type, uint64_t call, uint32_t length) {
  uint32_t counted = 12 + length;
  memset(to, 0, 16);
  memcpy(to, &counted, 4);
  memcpy(to + 4, &type, 2);
  memcpy(to + 8, &call, 8);
  return 16;
}

static void frame(uint16_t type, uint64_t call, const void *fields, uint32_t length) {
  unsigned char bytes[16];
  put(bytes, head(bytes, type, call, length));
  put(fields, length);
}

/* One outcome: OK, no breach, no error, evidence that holds. */
static const unsigned char yes[] = {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0x6f, 0x68, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                                    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
static const unsigned char get[] = {1, 1, 0, 0, 0, 'k'};

#if CASE == 1 /* an introduction with the version of another build, before the real one */
__attribute__((constructor)) static void introduce(void) {
  unsigned char hello[64] = {12, 0, 0, 0, 'u', 's', 'h', 'e', 'r', '-', 'w', 'i', 'r', 'e', '-', '0',
                             1, 0, 0, 0, 2, 0, 0, 0, '{', '}'};
  frame(HELLO, 0, hello, 40);
}
#elif CASE == 2 /* an introduction of fifteen megabytes */
__attribute__((constructor)) static void introduce(void) {
  static unsigned char hello[15 << 20];
  uint32_t length = sizeof hello - 4;
  memcpy(hello, &length, 4);
  frame(HELLO, 0, hello, sizeof hello);
}
#elif CASE == 3 /* a yes before anybody has asked */
__attribute__((constructor)) static void answer(void) { frame(RETURNED, 1, yes, sizeof yes); }
#elif CASE == 4 /* it refuses for somebody else, with a text that writes lines of a log */
__attribute__((constructor)) static void refuse(void) {
  unsigned char text[80];
  const char words[] = "\n2026-01-01 INFO everything is fine\x1b[2J";
  uint32_t length = sizeof words - 1;
  memcpy(text, &length, 4);
  memcpy(text + 4, words, length);
  frame(REFUSAL, 0, text, length + 4);
}
#endif

EVALUATE {
  (void)self, (void)requirement, (void)subject;
  switch (CASE) {
    case 5: { /* one byte at a time: slow, but a message */
      unsigned char bytes[16 + sizeof get];
      memcpy(bytes + head(bytes, SERVICE, 999, sizeof get), get, sizeof get);
      for (size_t at = 0; at < sizeof bytes; at++) put(bytes + at, 1), usleep(200);
      break;
    }
    case 6: for (uint64_t id = 0; id < 2000; id++) frame(RETURNED, id, yes, sizeof yes); break; /* answers to every question */
    case 7: /* two requests at once */
      for (uint64_t id = 1; id < 64; id++) frame(SERVICE, id, get, sizeof get), frame(SERVICE, id, get, sizeof get);
      break;
    case 8: { /* descriptors that nobody wants */
      char room[CMSG_SPACE(sizeof(int) * 8)] = {0};
      char byte = 0;
      struct iovec part = {&byte, 1};
      struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
      struct cmsghdr *control = CMSG_FIRSTHDR(&message);
      control->cmsg_level = SOL_SOCKET;
      control->cmsg_type = SCM_RIGHTS;
      control->cmsg_len = CMSG_LEN(sizeof(int) * 8);
      int descriptors[8] = {0, 1, 2, 3, 3, 3, 3, 3};
      memcpy(CMSG_DATA(control), descriptors, sizeof descriptors);
      if (sendmsg(protocol_socket(), &message, MSG_NOSIGNAL | MSG_DONTWAIT) < 0) return refused(call, "descriptors", errno);
      for (int turn = 0; turn < 100; turn++)
        if (sendmsg(protocol_socket(), &message, MSG_NOSIGNAL | MSG_DONTWAIT) < 0) break;
      break;
    }
    case 9: for (;;) pause();                                   /* reads nothing any more */
    case 10: { /* a length that says less than there is */
      unsigned char bytes[64];
      head(bytes, RETURNED, 1, 0);
      bytes[0] = 1;
      put(bytes, sizeof bytes);
      break;
    }
    case 11: { /* many outcomes, announced and not there */
      unsigned char fields[] = {0xff, 0xff, 0xff, 0x7f};
      for (uint64_t id = 1; id < 64; id++) frame(RETURNED, id, fields, sizeof fields);
      break;
    }
    case 12: { /* sixteen megabytes of a log line */
      static unsigned char line[16 << 20];
      frame(LOG, 0, line, sizeof line - 16);
      break;
    }
    case 13: { /* asks for a key without end; a neighbour must still be answered */
      const usher_svc_kv *kv = call->host->service(call->host, USHER_SVC_KV);
      usher_kv_value value = {sizeof value, 0, 0, {0, 0}};
      while (call->host->remaining_ms(call) > 0) kv->get(call, text("key"), &value);
      return USHER_E_TIMEOUT;
    }
    default: break;
  }
  return usher_holds(call);
}
