/* Runs WORKER on another kernel than this one: LACKS_LANDLOCK, LACKS_FILTERS and LACKS_MDWE take a feature away,
 * AS_USER its powers. */
#define _GNU_SOURCE
#include <errno.h>
#include <grp.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef LACKS_LANDLOCK
#define LACKS_LANDLOCK 0
#endif
#ifndef LACKS_FILTERS
#define LACKS_FILTERS 0
#endif
#ifndef LACKS_MDWE
#define LACKS_MDWE 0
#endif

static int forget(void) {
  struct sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, LACKS_LANDLOCK ? 444 : ~0u, 1, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, LACKS_FILTERS ? SYS_seccomp : ~0u, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
      /* PR_SET_MDWE and PR_GET_MDWE are 65 and 66. */
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, LACKS_MDWE ? SYS_prctl : ~0u, 0, 4),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args)),
      BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 65, 0, 2),
      BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, 66, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EINVAL),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog filter = {sizeof code / sizeof *code, code};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
}

int main(int count, char **arguments, char **environment) {
  (void)count;
#ifdef AS_USER
  int is_other = !setgroups(0, NULL) && !setresgid(AS_USER, AS_USER, AS_USER) && !setresuid(AS_USER, AS_USER, AS_USER);
  if (!is_other) return perror("user"), 99;
#endif
  if ((LACKS_LANDLOCK || LACKS_FILTERS || LACKS_MDWE) && forget()) return perror("filter"), 99;
#ifdef WORKER
  execve(WORKER, arguments, environment);
#else
  execve(arguments[1], arguments + 1, environment);
#endif
  return perror("exec"), 99;
}
