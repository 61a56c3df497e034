/* Tries to reach into other processes and into the kernel, by CASE: yes when it could. */
#include "trick.h"
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

EVALUATE {
  (void)self, (void)subject;
  pid_t owner = atoi(given(call, requirement, "/daemon"));
  pid_t neighbour = atoi(given(call, requirement, "/neighbour"));
  static char bytes[256];
  struct iovec here = {bytes, sizeof bytes}, there = {(void *)(uintptr_t)0x400000, sizeof bytes};
  switch (CASE) {
    case 1: return asked(call, "ptrace of the daemon", ptrace(PTRACE_ATTACH, owner, 0, 0));
    case 2: return asked(call, "ptrace of another worker", ptrace(PTRACE_SEIZE, neighbour, 0, 0));
    case 3: return asked(call, "reading the daemon's memory",
                         process_vm_readv(owner, &here, 1, &there, 1, 0));
    case 4: return asked(call, "reading another worker's memory",
                         process_vm_readv(neighbour, &here, 1, &there, 1, 0));
    case 5: { /* a descriptor out of the daemon */
      long descriptor = syscall(SYS_pidfd_open, owner, 0);
      if (descriptor < 0) return asked(call, "pidfd_open", -1);
      return asked(call, "pidfd_getfd", syscall(438, descriptor, 0, 0));
    }
    case 6: return asked(call, "a signal to the daemon", kill(owner, 0));
    case 7: return asked(call, "a signal to another worker", kill(neighbour, 0));
    case 8: return asked(call, "a user namespace", unshare(CLONE_NEWUSER));
    case 9: return asked(call, "a mount namespace", unshare(CLONE_NEWNS));
    case 10: return asked(call, "bpf", syscall(SYS_bpf, 0, bytes, 64));
    case 11: return asked(call, "keyctl", syscall(SYS_keyctl, 0, -5, 1));
    case 12: return asked(call, "another root", chroot("/tmp"));
    case 13: return asked(call, "another user", setuid(12345));
    case 14: return asked(call, "perf_event_open", syscall(SYS_perf_event_open, bytes, 0, -1, -1, 0));
    case 15: return asked(call, "userfaultfd", syscall(SYS_userfaultfd, 1));
    case 16: return asked(call, "a limit of the daemon", syscall(SYS_prlimit64, owner, 7, NULL, bytes));
    case 17: return asked(call, "the scheduler of the daemon", sched_setaffinity(owner, sizeof bytes, (cpu_set_t *)bytes));
    case 18: return asked(call, "a signal to a thread of the daemon", syscall(SYS_tgkill, owner, owner, 0));
    case 19: return asked(call, "the clock", syscall(SYS_clock_settime, 0, NULL));
    case 20: return asked(call, "the host's name", syscall(SYS_sethostname, NULL, 5));
    default: return USHER_E_INTERNAL;
  }
}
