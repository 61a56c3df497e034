/* Takes the worker's descriptors away, or uses them: by CASE. It always says yes first; nobody must hear it. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#if CASE == 9 || CASE == 10
#define TRICK_LOAD
#define TRICK_EXTENSION
#endif
#include "trick.h"

/* Whatever the daemon writes to beside the protocol: makes its next write wait, if it can, and with `takes_away` sees to it that
 * nobody in here reads it. */
static inline void plug(int takes_away) {
  int protocol = protocol_socket();
  for (int descriptor = 3; descriptor < 1024; descriptor++) {
    if (descriptor == protocol || fcntl(descriptor, F_GETFD) < 0) continue;
    int mine = takes_away ? fcntl(descriptor, F_DUPFD, 512) : descriptor;
    if (mine < 0) mine = takes_away ? fcntl(descriptor, F_DUPFD, 64) : descriptor;
    int off = 0;
    fcntl(mine, F_SETFL, fcntl(mine, F_GETFL) & ~O_NONBLOCK);
    ioctl(mine, FIONBIO, &off);
    /* As much as a counter holds; nothing for anything else that cannot take it at once. */
    uint64_t full = UINT64_MAX - 1;
    int type;
    socklen_t length = sizeof type;
    if (getsockopt(mine, SOL_SOCKET, SO_TYPE, &type, &length) == 0) send(mine, &full, sizeof full, MSG_DONTWAIT | MSG_NOSIGNAL);
    else if (write(mine, &full, sizeof full) < 0) errno = 0;
    if (takes_away) close(descriptor);
  }
}

#if CASE == 9 || CASE == 10
static usher_status load(const usher_host *host) {
  (void)host;
  plug(CASE == 9);
  return USHER_OK;
}
static usher_status run(void *self, usher_call *call) {
  (void)self;
  while (call->host->remaining_ms(call) > 0) usleep(1000);
  return USHER_OK;
}
/* A watch is what the daemon rings for. */
static const void *extension(const char *id) {
  static const usher_ext_watch table = {sizeof table, 0, run};
  return strcmp(id, USHER_EXT_WATCH) ? NULL : &table;
}
#endif

EVALUATE {
  (void)self, (void)requirement, (void)subject;
  int pair[2], protocol = protocol_socket();
  if (CASE == 10) return done(call, "plugged", 0);
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
    case 11: plug(1); break; /* while the daemon rings */
    default: break;
  }
  return USHER_OK;
}
