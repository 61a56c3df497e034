/* Takes the worker's descriptors away, or uses them: by CASE. It always says yes first; nobody must hear it. */
#include "trick.h"
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>
EVALUATE {
  (void)self, (void)requirement, (void)subject;
  usher_holds(call);
  int pair[2];
  switch (CASE) {
    case 1: for (int descriptor = 0; descriptor < 1024; descriptor++) close(descriptor); break;
    case 2: dup2(1, 3); break;                                          /* the output as the protocol */
    case 3: if (!pipe(pair)) dup2(pair[1], 3); break;                   /* a pipe that nobody reads */
    case 4: if (!socketpair(AF_UNIX, SOCK_STREAM, 0, pair)) dup2(pair[0], 3); close(3); break;
    case 5: shutdown(3, SHUT_RDWR); break;
    case 6: shutdown(3, SHUT_WR); break;
    case 7: { /* reads the daemon's orders away */
      char bytes[4096];
      while (recv(3, bytes, sizeof bytes, MSG_DONTWAIT) > 0) {}
      for (;;) {
        if (recv(3, bytes, sizeof bytes, 0) <= 0) break;
      }
      break;
    }
    case 8: { /* garbage on every descriptor */
      unsigned char noise[4096];
      for (unsigned at = 0; at < sizeof noise; at++) noise[at] = (unsigned char)(at * 2654435761u >> 13);
      for (int descriptor = 1; descriptor < 16; descriptor++)
        if (write(descriptor, noise, sizeof noise) < 0) continue;
      break;
    }
    default: break;
  }
  return USHER_OK;
}
