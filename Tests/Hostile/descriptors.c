/* Takes the worker's descriptors away, or uses them: by CASE. It always says yes first; nobody must hear it. */
#include "trick.h"
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>
EVALUATE {
  (void)self, (void)requirement, (void)subject;
  int pair[2], protocol = protocol_socket();
  usher_holds(call);
  switch (CASE) {
    case 1: for (int descriptor = 0; descriptor < 1024; descriptor++) close(descriptor); break;
    case 2: dup2(1, protocol); break;                                          /* the output as the protocol */
    case 3: if (!pipe(pair)) dup2(pair[1], protocol); break;                   /* a pipe that nobody reads */
    case 4: if (!socketpair(AF_UNIX, SOCK_STREAM, 0, pair)) dup2(pair[0], protocol); close(protocol); break;
    case 5: shutdown(protocol, SHUT_RDWR); break;
    case 6: shutdown(protocol, SHUT_WR); break;
    case 7: { /* reads the daemon's orders away */
      char bytes[4096];
      while (recv(protocol, bytes, sizeof bytes, MSG_DONTWAIT) > 0) {}
      for (;;) {
        if (recv(protocol, bytes, sizeof bytes, 0) <= 0) break;
      }
      break;
    }
    case 8: { /* garbage on every descriptor */
      unsigned char noise[4096];
      for (unsigned at = 0; at < sizeof noise; at++) noise[at] = (unsigned char)(at * 2654435761u >> 13);
      for (int descriptor = 1; descriptor < 1024; descriptor++)
        if (write(descriptor, noise, sizeof noise) < 0) continue;
      break;
    }
    default: break;
  }
  return USHER_OK;
}
