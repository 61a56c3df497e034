/* A process that goes into the cell by itself, without a worker around it. `landlock N T` speaks version N, for the threaded
 * profile if T is 1, and ends with 77 where there is no version N; `descriptors` uses what a host hands over. Ends with 0, or
 * says what is wrong. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "cell.h"

#define MUST(expression) \
  do { \
    errno = 0; \
    if (!(expression)) return fprintf(stderr, "line %d: %s: %s\n", __LINE__, #expression, strerror(errno)), 1; \
  } while (0)

static int landlock(int version, int threaded) {
  if (version > usher_landlock_abi()) return printf("this kernel speaks version %d of Landlock\n", usher_landlock_abi()), 77;
  MUST(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
  MUST(usher_landlock_enter(version, threaded) == 0);
  MUST(open("/etc/passwd", O_RDONLY) < 0 && errno == EACCES);
  MUST(open("/tmp", O_RDONLY | O_DIRECTORY) < 0 && errno == EACCES);
  MUST(open("/usr/lib", O_RDONLY | O_DIRECTORY) < 0 && errno == EACCES);
  MUST(mkdir("/tmp/usher-cell-alone", 0700) < 0 && errno == EACCES);
  MUST(open("/tmp/usher-cell-alone", O_WRONLY | O_CREAT, 0600) < 0 && errno == EACCES);
  MUST(execl("/bin/true", "true", NULL) < 0 && errno == EACCES);
  MUST(open("/etc/ld.so.cache", O_RDONLY) >= 0);
  MUST((open("/proc/self/stat", O_RDONLY) >= 0) == threaded);
  MUST(open("/proc/self/environ", O_WRONLY) < 0);
  struct sockaddr_in nowhere = {AF_INET, htons(1), {htonl(INADDR_LOOPBACK)}, {0}};
  int expected = version >= 4 ? EACCES : ECONNREFUSED;
  MUST(connect(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&nowhere, sizeof nowhere) < 0 && errno == expected);
  return 0;
}

/* A connection over TCP to ourselves. */
static int connection(int *ours, int *theirs) {
  struct sockaddr_in name = {AF_INET, 0, {htonl(INADDR_LOOPBACK)}, {0}};
  socklen_t length = sizeof name;
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  MUST(bind(listener, (struct sockaddr *)&name, sizeof name) == 0 && listen(listener, 1) == 0);
  MUST(getsockname(listener, (struct sockaddr *)&name, &length) == 0);
  *ours = socket(AF_INET, SOCK_STREAM, 0);
  MUST(connect(*ours, (struct sockaddr *)&name, sizeof name) == 0);
  MUST((*theirs = accept(listener, NULL, NULL)) >= 0);
  close(listener);
  return 0;
}

static int hand_over(int channel, int descriptor) {
  char byte = 'd', room[CMSG_SPACE(sizeof(int))] = {0};
  struct iovec data = {&byte, 1};
  struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
  struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
  rights->cmsg_level = SOL_SOCKET, rights->cmsg_type = SCM_RIGHTS, rights->cmsg_len = CMSG_LEN(sizeof(int));
  memcpy(CMSG_DATA(rights), &descriptor, sizeof descriptor);
  MUST(sendmsg(channel, &message, 0) == 1);
  return 0;
}

static int take(int channel, int *descriptor) {
  char byte, room[CMSG_SPACE(sizeof(int))];
  struct iovec data = {&byte, 1};
  struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
  MUST(recvmsg(channel, &message, MSG_CMSG_CLOEXEC) == 1 && CMSG_FIRSTHDR(&message));
  memcpy(descriptor, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof *descriptor);
  return 0;
}

static int use(int channel, int descriptor) {
  char text[8] = "";
  int on = 1;
  socklen_t length = sizeof on;
  struct timeval patience = {5, 0};
  struct pollfd request = {descriptor, POLLIN | POLLOUT, 0};
  MUST(setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0);
  MUST(setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0);
  MUST(setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on) == 0);
  MUST(setsockopt(descriptor, IPPROTO_TCP, TCP_ULP, "tls", 4) < 0 && errno == EPERM);
  MUST(getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &on, &length) == 0 && on == 0);
  MUST(fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0 && recv(descriptor, text, 1, 0) < 0 && errno == EAGAIN);
  MUST(fcntl(descriptor, F_SETFL, 0) == 0 && poll(&request, 1, 1000) == 1 && request.revents == POLLOUT);
  MUST(write(descriptor, "ask", 3) == 3 && read(descriptor, text, 3) == 3 && memcmp(text, "ASK", 3) == 0);
  MUST(send(descriptor, "ask", 3, MSG_NOSIGNAL) == 3 && recv(descriptor, text, 3, MSG_WAITALL) == 3);
  MUST(connect(descriptor, &(struct sockaddr){AF_UNSPEC, {0}}, sizeof(struct sockaddr)) < 0 && errno == EPERM);
  struct sockaddr_in elsewhere = {AF_INET, htons(9), {htonl(INADDR_LOOPBACK)}, {0}};
  MUST(sendto(descriptor, "x", 1, MSG_FASTOPEN | MSG_NOSIGNAL, (struct sockaddr *)&elsewhere, sizeof elsewhere) < 0);
  MUST(shutdown(descriptor, SHUT_RDWR) == 0 && close(descriptor) == 0);
  MUST(write(channel, "!", 1) == 1);
  return 0;
}

static int confined(int channel) {
  const usher_sys_cell plan = {.memory_bytes = 64 << 20};
  usher_sys_cell_state state;
  int descriptor;
  MUST(usher_sys_cell_enter(&plan, &state) == 0 && usher_sys_cell_seal(&plan, &state) == 0);
  if (take(channel, &descriptor)) return 1;
  return use(channel, descriptor);
}

static int descriptors(void) {
  int channel[2], ours, theirs, status;
  char byte;
  MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, channel) == 0);
  pid_t child = fork();
  if (child == 0) _exit(confined(channel[1]));
  close(channel[1]);
  if (connection(&ours, &theirs) || hand_over(channel[0], ours)) return 1;
  close(ours);
  for (int i = 0; i < 2; i++) MUST(recv(theirs, &(char[3]){0}, 3, MSG_WAITALL) == 3 && send(theirs, "ASK", 3, MSG_NOSIGNAL) == 3);
  MUST(read(channel[0], &byte, 1) == 1 && byte == '!');
  MUST(waitpid(child, &status, 0) == child && status == 0);
  return 0;
}

int main(int count, char **arguments) {
  if (count == 4 && !strcmp(arguments[1], "landlock")) return landlock(atoi(arguments[2]), atoi(arguments[3]));
  if (count == 2 && !strcmp(arguments[1], "descriptors")) return descriptors();
  return 64;
}
