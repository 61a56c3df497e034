/* Tries to start a process, by CASE: yes when it could. */
#include "trick.h"
#include <sched.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static long born(pid_t pid) {
  if (pid == 0) _exit(0);
  if (pid > 0) waitpid(pid, NULL, 0);
  return pid;
}

static int nothing(void *argument) {
  (void)argument;
  _exit(0);
}

EVALUATE {
  (void)self, (void)requirement, (void)subject;
  static char stack[65536] __attribute__((aligned(16)));
  char *const arguments[] = {"true", NULL};
  pid_t pid = 0;
  switch (CASE) {
    case 1: return tried(call, "fork", born(fork()));
    case 2: return tried(call, "clone", born(clone(nothing, stack + sizeof stack, 17 /* SIGCHLD */, NULL)));
#ifdef SYS_vfork
    case 3: return tried(call, "vfork", born((pid_t)syscall(SYS_fork)));
#endif
    case 4: { /* clone3, by hand */
      struct { uint64_t flags, pidfd, child, parent, exit_signal, stack, size, tls; } wish = {.exit_signal = 17};
      return tried(call, "clone3", born((pid_t)syscall(435, &wish, sizeof wish)));
    }
    case 5: execve("/bin/true", arguments, environ); return tried(call, "execve", -1);
    case 6: return tried(call, "system", system("true") == 0 ? 0 : -1);
    case 7: {
      FILE *stream = popen("true", "r");
      if (stream) return tried(call, "popen", pclose(stream) == 0 ? 0 : -1);
      return tried(call, "popen", -1);
    }
    case 8: {
      int problem = posix_spawn(&pid, "/bin/true", NULL, NULL, arguments, environ);
      if (problem) return refused(call, "posix_spawn", problem);
      int status = 0;
      waitpid(pid, &status, 0);
      return tried(call, "posix_spawn", status == 0 ? 0 : -1);
    }
    case 9: return tried(call, "daemon", daemon(1, 1));                      /* leaves the process group, with a child */
    case 10: syscall(SYS_execveat, 4, "", arguments, environ, 0x1000); return tried(call, "execveat", -1);
    case 11: /* a thread is allowed; a process that shares the memory is not */
      return tried(call, "clone with memory", clone(nothing, stack + sizeof stack, CLONE_VM | 17, NULL));
    default: return USHER_E_INTERNAL;
  }
}
