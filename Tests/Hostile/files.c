/* Tries to open what is none of its business: the requirement says where the daemon keeps it. Yes when it could read or write. */
#include "trick.h"
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

/* A byte, so that a descriptor that reads nothing is no success. */
static long read_from(const char *path) {
  char byte;
  int file = open(path, O_RDONLY);
  if (file < 0) return -1;
  long count = read(file, &byte, 1);
  int number = errno;
  close(file);
  errno = count == 0 ? ENODATA : number;
  return count > 0 ? 0 : -1;
}

static const char *below(usher_call *call, const char *folder, const char *name) {
  size_t length = strlen(folder) + strlen(name) + 2;
  char *path = call->host->alloc(call, length);
  snprintf(path, length, "%s/%s", folder, name);
  return path;
}

EVALUATE {
  (void)self, (void)subject;
  const char *process = below(call, "/proc", given(call, requirement, "/daemon"));
  const char *neighbour = below(call, "/proc", given(call, requirement, "/neighbour"));
  switch (CASE) {
    case 1: return tried(call, "reading the database", read_from(given(call, requirement, "/database")));
    case 2: return tried(call, "writing the database", open(given(call, requirement, "/database"), O_RDWR));
    case 3: return tried(call, "reading the configuration", read_from(given(call, requirement, "/configuration")));
    case 4: return tried(call, "reading the daemon's environment", read_from(below(call, process, "environ")));
    case 5: return tried(call, "reading the daemon's memory map", read_from(below(call, process, "maps")));
    case 6: return tried(call, "opening the daemon's memory", open(below(call, process, "mem"), O_RDWR));
    case 7: return tried(call, "opening another worker's memory", open(below(call, neighbour, "mem"), O_RDWR));
    case 8: return tried(call, "listing the daemon's descriptors", opendir(below(call, process, "fd")) ? 0 : -1);
    case 9: return tried(call, "entering the daemon's root", open(below(call, process, "root"), O_RDONLY));
    case 10: return tried(call, "reading /etc/passwd", read_from("/etc/passwd"));
    case 11: return tried(call, "listing the home folder", opendir("/root") ? 0 : -1);
    case 12: return tried(call, "reading /proc/1/environ", read_from("/proc/1/environ"));
    case 13: return tried(call, "opening /dev/mem", open("/dev/mem", O_RDONLY));
    case 14: return tried(call, "opening /dev/tty", open("/dev/tty", O_RDWR));
    case 15: return tried(call, "making a file", open("/tmp/usher-hostile-file", O_WRONLY | O_CREAT | O_EXCL, 0600));
    case 16: return tried(call, "listing the plugins", opendir(given(call, requirement, "/plugins")) ? 0 : -1);
    case 17: return tried(call, "moving a file", rename(given(call, requirement, "/configuration"), "/tmp/usher-moved"));
    case 18: return tried(call, "deleting the database", unlink(given(call, requirement, "/database")));
    case 19: return tried(call, "changing the database's mode", chmod(given(call, requirement, "/database"), 0777));
    case 20: /* openat2, which a filter by names of system calls may forget */
      return tried(call, "openat2", syscall(437, AT_FDCWD, given(call, requirement, "/database"), (uint64_t[3]){0}, 24));
    case 21: return asked(call, "open_by_handle_at", syscall(SYS_open_by_handle_at, AT_FDCWD, (char[64]){8}, O_RDONLY));
    case 22: return tried(call, "a link to the database", symlink(given(call, requirement, "/database"), "/tmp/usher-link"));
    case 23: return tried(call, "reading the library's file", read_from("/proc/self/fd/4"));
    case 24: return tried(call, "writing the library's file", open("/proc/self/fd/4", O_RDWR));
    default: return USHER_E_INTERNAL;
  }
}
