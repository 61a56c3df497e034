#define _GNU_SOURCE
#include "usher_sys.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif

int usher_sys_memfd(const char *name) {
  /* Nobody should ever execve() a plugin; mapping it executable stays possible. Kernels before 6.3 do not know the flag. */
  int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL);
  if (fd < 0 && errno == EINVAL) fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
  return fd < 0 ? -errno : fd;
}

int usher_sys_seal(int fd) {
  return fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) < 0 ? -errno : 0;
}

int usher_sys_eventfd(void) {
  int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  return fd < 0 ? -errno : fd;
}

int usher_sys_bell(int *ringing_end, int *hearing_end) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) return -errno;
  /* Nothing comes back, no descriptor either, which would count against the user of whoever sent it. */
  if (shutdown(ends[0], SHUT_RD) < 0) {
    int problem = errno;
    close(ends[0]);
    close(ends[1]);
    return -problem;
  }
  *ringing_end = ends[0];
  *hearing_end = ends[1];
  return 0;
}

void usher_sys_ring(int ringing_end) {
  /* When there is no room, it rings already; when nobody is left to hear it, nobody needs to. */
  ssize_t count = send(ringing_end, "", 1, MSG_DONTWAIT | MSG_NOSIGNAL);
  (void)count;
}

int usher_sys_pipe(int *read_end, int *write_end) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) < 0) return -errno;
  if (fcntl(ends[0], F_SETFL, O_NONBLOCK) < 0) {
    int problem = errno;
    close(ends[0]);
    close(ends[1]);
    return -problem;
  }
  *read_end = ends[0];
  *write_end = ends[1];
  return 0;
}

ssize_t usher_sys_send(int socket, const void *bytes, size_t length, int descriptor) {
  union {
    struct cmsghdr head;
    char room[CMSG_SPACE(sizeof(int))];
  } control = {0};
  struct iovec part = {(void *)bytes, length};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control.room, .msg_controllen = sizeof control.room};
  struct cmsghdr *head = CMSG_FIRSTHDR(&message);
  head->cmsg_level = SOL_SOCKET;
  head->cmsg_type = SCM_RIGHTS;
  head->cmsg_len = CMSG_LEN(sizeof(int));
  memcpy(CMSG_DATA(head), &descriptor, sizeof descriptor);
  ssize_t count = sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  return count < 0 ? -errno : count;
}

/* The first descriptor of a control message goes to *descriptor, all others are closed. */
static void take_descriptors(struct msghdr *message, int *descriptor) {
  for (struct cmsghdr *part = CMSG_FIRSTHDR(message); part; part = CMSG_NXTHDR(message, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
    size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (size_t i = 0; i < count; i++) {
      int fd;
      memcpy(&fd, CMSG_DATA(part) + i * sizeof fd, sizeof fd);
      if (*descriptor < 0) *descriptor = fd;
      else close(fd);
    }
  }
}

ssize_t usher_sys_receive(int socket, void *buffer, size_t length, int may_wait, int *descriptor) {
  union {
    char bytes[CMSG_SPACE(sizeof(int))];
    struct cmsghdr aligned;
  } control;
  struct iovec into = {buffer, length};
  struct msghdr message = {.msg_iov = &into, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
  *descriptor = USHER_SYS_NO_DESCRIPTOR;
  ssize_t count = recvmsg(socket, &message, MSG_CMSG_CLOEXEC | (may_wait ? 0 : MSG_DONTWAIT));
  if (count < 0) return -errno;
  take_descriptors(&message, descriptor);
  if (*descriptor < 0 && message.msg_flags & MSG_CTRUNC) *descriptor = USHER_SYS_LOST_DESCRIPTOR;
  return count;
}
