/* What a plugin tries although the cell forbids it: a filter turns such calls into a signal, and its handler notes them. */
#define _GNU_SOURCE
#include "usher_probe.h"

#include <asm/unistd.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#if defined(__x86_64__)
#define OUR_ARCHITECTURE AUDIT_ARCH_X86_64
#define RESULT(context) (context)->uc_mcontext.gregs[REG_RAX]
#define ARGUMENT(context, index) ((context)->uc_mcontext.gregs[(index) ? REG_RSI : REG_RDI])
#else
#define OUR_ARCHITECTURE AUDIT_ARCH_AARCH64
#define RESULT(context) (context)->uc_mcontext.regs[0]
#define ARGUMENT(context, index) ((context)->uc_mcontext.regs[index])
#endif

/* `path` is which argument names a file, -1 for none. Only the first two ever do. */
typedef struct forbidden {
  int call;
  usher_probe_attempt_kind kind;
  int path;
  const char *name;
} forbidden;

static const forbidden list[] = {
    {__NR_openat, USHER_PROBE_FILE, 1, "open"},
    {__NR_openat2, USHER_PROBE_FILE, 1, "openat2"},
    {__NR_unlinkat, USHER_PROBE_FILE, 1, "unlink"},
    {__NR_mkdirat, USHER_PROBE_FILE, 1, "mkdir"},
    {__NR_socket, USHER_PROBE_SOCKET, -1, "socket"},
    {__NR_socketpair, USHER_PROBE_SOCKET, -1, "socketpair"},
    {__NR_connect, USHER_PROBE_SOCKET, -1, "connect"},
    {__NR_bind, USHER_PROBE_SOCKET, -1, "bind"},
    {__NR_listen, USHER_PROBE_SOCKET, -1, "listen"},
    {__NR_execve, USHER_PROBE_PROGRAM, 0, "execve"},
    {__NR_execveat, USHER_PROBE_PROGRAM, 1, "execveat"},
    {__NR_chdir, USHER_PROBE_STATE, 0, "chdir"},
    {__NR_fchdir, USHER_PROBE_STATE, -1, "fchdir"},
    {__NR_umask, USHER_PROBE_STATE, -1, "umask"},
    {__NR_setsid, USHER_PROBE_STATE, -1, "setsid"},
    {__NR_setpgid, USHER_PROBE_STATE, -1, "setpgid"},
#if defined(__x86_64__)
    {__NR_open, USHER_PROBE_FILE, 0, "open"},
    {__NR_creat, USHER_PROBE_FILE, 0, "creat"},
    {__NR_unlink, USHER_PROBE_FILE, 0, "unlink"},
    {__NR_mkdir, USHER_PROBE_FILE, 0, "mkdir"},
    {__NR_rename, USHER_PROBE_FILE, 0, "rename"},
    {__NR_fork, USHER_PROBE_PROGRAM, -1, "fork"},
    {__NR_vfork, USHER_PROBE_PROGRAM, -1, "vfork"},
    {__NR_setrlimit, USHER_PROBE_STATE, -1, "setrlimit"},
#endif
    /* Those whose arguments decide come last. */
    {__NR_clone, USHER_PROBE_PROGRAM, -1, "fork"},
    {__NR_prlimit64, USHER_PROBE_STATE, -1, "setrlimit"},
};

enum { LISTED = sizeof list / sizeof *list, JUDGED = 2, HELD = 16 };

static usher_probe_attempt attempts[HELD];
static atomic_uint count;

static void note(int number, siginfo_t *info, void *context) {
  (void)number;
  ucontext_t *state = context;
  int problem = errno;
  for (size_t i = 0; i < LISTED; i++) {
    if (list[i].call != info->si_syscall) continue;
    unsigned place = atomic_fetch_add(&count, 1);
    if (place >= HELD) break;
    usher_probe_attempt *attempt = &attempts[place];
    attempt->name = list[i].name;
    attempt->kind = list[i].kind;
    attempt->path[0] = 0;
    if (list[i].path < 0) break;
    /* The plugin's own pointer: a bad one is a fault of the plugin's, and reported as such. */
    const char *path = (const char *)(uintptr_t)ARGUMENT(state, list[i].path);
    size_t length = path ? strnlen(path, sizeof attempt->path - 1) : 0;
    memcpy(attempt->path, path ? path : "", length);
    attempt->path[length] = 0;
    break;
  }
  errno = problem;
  RESULT(state) = -EPERM;
}

#define DATA(field) ((unsigned)offsetof(struct seccomp_data, field))

int usher_probe_catch_attempts(int may_read) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = note;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
  if (sigaction(SIGSYS, &action, NULL) < 0) return -errno;
  struct sock_filter code[2 * LISTED + 16] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, DATA(arch)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OUR_ARCHITECTURE, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, DATA(nr)),
  };
  unsigned short length = 4;
  for (size_t i = 0; i < LISTED - JUDGED; i++) {
    if (may_read && list[i].kind == USHER_PROBE_FILE) continue;
    code[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)list[i].call, 0, 1);
    code[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP);
  }
  const struct sock_filter rest[] = {
      /* A thread is no process. */
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_clone, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, DATA(args[0])),
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 5, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
      /* Reading a limit sets none. Addresses are told apart by their halves. */
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_prlimit64, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, DATA(args[2])),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  memcpy(code + length, rest, sizeof rest);
  length = (unsigned short)(length + sizeof rest / sizeof *rest);
  const struct sock_fprog filter = {length, code};
  return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter) < 0 ? -errno : 0;
}

unsigned usher_probe_attempt_count(void) {
  unsigned seen = atomic_load(&count);
  return seen < HELD ? seen : HELD;
}

const usher_probe_attempt *usher_probe_attempt_at(unsigned index) {
  return index < usher_probe_attempt_count() ? &attempts[index] : NULL;
}
