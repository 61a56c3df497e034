/* Tries to reach the network by itself, by CASE: yes when it could. */
#include "trick.h"
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif

static long reach(int descriptor, uint16_t port) {
  struct sockaddr_in place = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
  if (descriptor < 0) return -1;
  return connect(descriptor, (struct sockaddr *)&place, sizeof place);
}

EVALUATE {
  (void)self, (void)subject;
  uint16_t port = (uint16_t)atoi(given(call, requirement, "/port"));
  switch (CASE) {
    case 1: return tried(call, "TCP", reach(socket(AF_INET, SOCK_STREAM, 0), port));
    case 2: return tried(call, "UDP", socket(AF_INET, SOCK_DGRAM, 0));
    case 3: return tried(call, "IPv6", socket(AF_INET6, SOCK_STREAM, 0));
    case 4: return tried(call, "MPTCP", socket(AF_INET, SOCK_STREAM, IPPROTO_MPTCP));
    case 5: return tried(call, "netlink", socket(AF_NETLINK, SOCK_RAW, 0));
    case 6: return tried(call, "a raw packet", socket(AF_PACKET, SOCK_RAW, 0));
    case 7: return tried(call, "vsock", socket(40, SOCK_STREAM, 0));
    case 8: { /* an abstract socket, which has no file that could be guarded */
      struct sockaddr_un name = {.sun_family = AF_UNIX};
      int descriptor = socket(AF_UNIX, SOCK_STREAM, 0);
      if (descriptor < 0) return tried(call, "socket", -1);
      memcpy(name.sun_path + 1, "usher-hostile", 13);
      return tried(call, "an abstract socket", bind(descriptor, (struct sockaddr *)&name,
                                                    offsetof(struct sockaddr_un, sun_path) + 14));
    }
    case 9: return tried(call, "io_uring", syscall(425, 8, (char[256]){0}));
    case 10: { /* the C library's own look-up */
      struct addrinfo *found = NULL;
      return tried(call, "getaddrinfo", getaddrinfo("example.org", "443", NULL, &found) ? -1 : 0);
    }
    case 11: return tried(call, "listening", listen(socket(AF_INET, SOCK_STREAM, 0), 1));
    case 12: return tried(call, "connecting the protocol's own socket elsewhere", reach(protocol_socket(), port));
    default: return USHER_E_INTERNAL;
  }
}
