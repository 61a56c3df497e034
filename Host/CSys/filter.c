/* System calls: a filter that allows a list, and a second one on top of it once the plugin is loaded. */
#define _GNU_SOURCE
#include "cell.h"

#include <asm/unistd.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define OUR_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OUR_ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "the cell knows the system calls of x86-64 and aarch64"
#endif

/* Newer calls than this are unknown to the filter: who tries one is told that the kernel does not have it, and falls back. */
enum { LAST_KNOWN = 450 };

/* ---- Allowed whatever the arguments ---- */

static const int allowed[] = {
    /* descriptors that are open already */
    __NR_read, __NR_write, __NR_readv, __NR_writev, __NR_pread64, __NR_pwrite64, __NR_preadv, __NR_pwritev, __NR_preadv2,
    __NR_pwritev2, __NR_close, __NR_close_range, __NR_fstat, __NR_lseek, __NR_dup, __NR_dup3, __NR_ppoll, __NR_pselect6,
    __NR_epoll_create1, __NR_epoll_ctl, __NR_epoll_pwait, __NR_epoll_pwait2, __NR_eventfd2, __NR_pipe2, __NR_timerfd_create,
    __NR_timerfd_settime, __NR_timerfd_gettime,
    /* sockets that the host hands over connected */
    __NR_sendto, __NR_recvfrom, __NR_sendmsg, __NR_recvmsg, __NR_sendmmsg, __NR_recvmmsg, __NR_shutdown, __NR_getsockopt,
    __NR_getsockname, __NR_getpeername,
    /* what Landlock judges, or what tells no content */
    __NR_newfstatat, __NR_statx, __NR_faccessat, __NR_faccessat2, __NR_readlinkat, __NR_getcwd,
    /* memory */
    __NR_munmap, __NR_mremap, __NR_madvise, __NR_brk, __NR_mincore, __NR_mlock, __NR_mlock2, __NR_munlock, __NR_membarrier,
    /* threads and signals of this process */
    __NR_futex, __NR_futex_waitv, __NR_set_robust_list, __NR_set_tid_address, __NR_rseq, __NR_sched_yield,
    __NR_sched_getaffinity, __NR_sched_getparam, __NR_sched_getscheduler, __NR_sched_get_priority_max,
    __NR_sched_get_priority_min, __NR_exit, __NR_exit_group, __NR_restart_syscall, __NR_rt_sigaction, __NR_rt_sigprocmask,
    __NR_rt_sigreturn, __NR_rt_sigpending, __NR_rt_sigsuspend, __NR_rt_sigtimedwait, __NR_sigaltstack, __NR_setitimer,
    __NR_getitimer, __NR_timer_create, __NR_timer_settime, __NR_timer_gettime, __NR_timer_getoverrun, __NR_timer_delete,
    /* time, randomness, and who one is */
    __NR_clock_gettime, __NR_clock_getres, __NR_clock_nanosleep, __NR_nanosleep, __NR_gettimeofday, __NR_getrandom,
    __NR_getpid, __NR_getppid, __NR_gettid, __NR_getuid, __NR_geteuid, __NR_getgid, __NR_getegid, __NR_getresuid,
    __NR_getresgid, __NR_getgroups, __NR_getpgid, __NR_getsid, __NR_uname, __NR_sysinfo, __NR_getrusage, __NR_times, __NR_getcpu,
    __NR_getpriority,
#if defined(__x86_64__)
    /* The same again under the names that only this architecture has. */
    __NR_dup2, __NR_poll, __NR_select, __NR_epoll_create, __NR_epoll_wait, __NR_eventfd, __NR_pipe, __NR_stat, __NR_lstat,
    __NR_access, __NR_readlink, __NR_alarm, __NR_pause, __NR_time, __NR_getpgrp, __NR_getrlimit,
#endif
};

/* ---- A very small assembler ---- */

typedef struct program {
  struct sock_filter at[512];
  unsigned short count;
  int is_too_long;
} program;

/* Where the filter finds the halves of an argument. Both architectures put the low half first. */
#define LOW(argument) ((unsigned)(offsetof(struct seccomp_data, args) + 8u * (argument)))
#define HIGH(argument) (LOW(argument) + 4u)
#define DENY(problem) (SECCOMP_RET_ERRNO | (problem))

static void add(program *code, unsigned short operation, unsigned char yes, unsigned char no, unsigned value) {
  if (code->count == sizeof code->at / sizeof *code->at) {
    code->is_too_long = 1;
    return;
  }
  code->at[code->count++] = (struct sock_filter){operation, yes, no, value};
}

static void load(program *code, unsigned offset) { add(code, BPF_LD | BPF_W | BPF_ABS, 0, 0, offset); }
static void answer(program *code, unsigned what) { add(code, BPF_RET | BPF_K, 0, 0, what); }

/* Answers when what was loaded last equals `value`. */
static void if_equal(program *code, unsigned value, unsigned what) {
  add(code, BPF_JMP | BPF_JEQ | BPF_K, 0, 1, value);
  answer(code, what);
}

/* Answers when what was loaded last has one of `bits`. */
static void if_any(program *code, unsigned bits, unsigned what) {
  add(code, BPF_JMP | BPF_JSET | BPF_K, 0, 1, bits);
  answer(code, what);
}

/* Answers when what was loaded last has none of `bits`. */
static void if_none(program *code, unsigned bits, unsigned what) {
  add(code, BPF_JMP | BPF_JSET | BPF_K, 1, 0, bits);
  answer(code, what);
}

/* Begins what holds for one call only (or one value of what was loaded last). Every path in it must end in an answer. */
static unsigned short about(program *code, unsigned call) {
  add(code, BPF_JMP | BPF_JEQ | BPF_K, 0, 0, call);
  return (unsigned short)(code->count - 1);
}

static void end(program *code, unsigned short begin) {
  unsigned distance = code->count - begin - 1u;
  if (distance > 255) code->is_too_long = 1;
  code->at[begin].jf = (unsigned char)distance;
}

/* Allows what was loaded last if it is in a list, and nothing else. */
static void allow_any_of(program *code, const unsigned *values, size_t count) {
  for (size_t i = 0; i < count; i++) if_equal(code, values[i], SECCOMP_RET_ALLOW);
  answer(code, DENY(EPERM));
}

/* Allows a call if one of its arguments is in a list. */
static void allow_listed(program *code, unsigned call, unsigned argument, const unsigned *values, size_t count) {
  unsigned short block = about(code, call);
  load(code, LOW(argument));
  allow_any_of(code, values, count);
  end(code, block);
}

#define ALLOW_LISTED(code, call, argument, ...)                                                                \
  do {                                                                                                         \
    const unsigned values_[] = {__VA_ARGS__};                                                                  \
    allow_listed(code, call, argument, values_, sizeof values_ / sizeof *values_);                              \
  } while (0)

static void answer_all(program *code, unsigned call, unsigned what) { if_equal(code, call, what); }

/* ---- The first filter ---- */

static void begin(program *code) {
  load(code, offsetof(struct seccomp_data, arch));
  add(code, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, OUR_ARCHITECTURE);
  answer(code, SECCOMP_RET_KILL_PROCESS);
  load(code, offsetof(struct seccomp_data, nr));
#if defined(__x86_64__)
  /* The calls of x32 have other numbers and the same architecture. */
  add(code, BPF_JMP | BPF_JGE | BPF_K, 0, 1, 0x40000000u);
  answer(code, SECCOMP_RET_KILL_PROCESS);
#endif
}

/* Files are opened for reading, and without O_PATH, which Landlock does not judge. Landlock says which. */
static void opening(program *code, unsigned call, unsigned flags) {
  unsigned short block = about(code, call);
  load(code, LOW(flags));
  if_any(code, O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_PATH | (O_TMPFILE & ~O_DIRECTORY), DENY(EACCES));
  answer(code, SECCOMP_RET_ALLOW);
  end(code, block);
}

/* Memory is either written or run; what is run comes from a file. */
static void memory(program *code) {
  unsigned short block = about(code, __NR_mmap);
  load(code, LOW(2));
  if_none(code, PROT_EXEC, SECCOMP_RET_ALLOW);
  if_any(code, PROT_WRITE, DENY(EPERM));
  load(code, LOW(3));
  if_any(code, MAP_ANONYMOUS, DENY(EPERM));
  answer(code, SECCOMP_RET_ALLOW);
  end(code, block);
  const unsigned calls[] = {__NR_mprotect, __NR_pkey_mprotect};
  for (size_t i = 0; i < 2; i++) {
    block = about(code, calls[i]);
    load(code, LOW(2));
    if_none(code, PROT_EXEC, SECCOMP_RET_ALLOW);
    answer(code, DENY(EPERM));
    end(code, block);
  }
}

/* A thread is not a process: it may be made, within the namespaces that are. clone3() hides its flags in memory. */
static void threads(program *code, unsigned self) {
  const unsigned foreign = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID |
                           CLONE_NEWNET | CLONE_PTRACE;
  unsigned short block = about(code, __NR_clone);
  load(code, LOW(0));
  if_any(code, foreign, DENY(EPERM));
  if_any(code, CLONE_THREAD, SECCOMP_RET_ALLOW);
  answer(code, DENY(EPERM));
  end(code, block);
  answer_all(code, __NR_clone3, DENY(ENOSYS));
  /* Signals to itself: without them abort() would look like a segmentation fault. */
  ALLOW_LISTED(code, __NR_kill, 0, self);
  ALLOW_LISTED(code, __NR_tgkill, 0, self);
  ALLOW_LISTED(code, __NR_sched_setaffinity, 0, 0);
  block = about(code, __NR_setpriority);
  load(code, LOW(0));
  add(code, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, PRIO_PROCESS);
  answer(code, DENY(EPERM));
  load(code, LOW(1));
  if_equal(code, 0, SECCOMP_RET_ALLOW);
  answer(code, DENY(EPERM));
  end(code, block);
  /* Limits may be read, not set, and only one's own. */
  block = about(code, __NR_prlimit64);
  load(code, LOW(2));
  if_any(code, ~0u, DENY(EPERM));
  load(code, HIGH(2));
  if_any(code, ~0u, DENY(EPERM));
  load(code, LOW(0));
  if_equal(code, 0, SECCOMP_RET_ALLOW);
  if_equal(code, self, SECCOMP_RET_ALLOW);
  answer(code, DENY(EPERM));
  end(code, block);
}

/* Of the calls that do a hundred things, those that are harmless. Among the others: having signals sent to any process
 * (F_SETOWN, FIOSETOWN, SIOCSPGRP), attaching programs to a socket, and undoing this cell (PR_SET_DUMPABLE, PR_SET_PDEATHSIG). */
static void many_faced(program *code) {
  const unsigned socket_options[] = {SO_SNDBUF, SO_RCVBUF, SO_KEEPALIVE, SO_LINGER, SO_RCVTIMEO, SO_SNDTIMEO, SO_OOBINLINE};
  const unsigned tcp_options[] = {TCP_NODELAY,  TCP_CORK,     TCP_KEEPIDLE,    TCP_KEEPINTVL,
                                  TCP_KEEPCNT,  TCP_QUICKACK, TCP_USER_TIMEOUT};
  ALLOW_LISTED(code, __NR_fcntl, 1, F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GET_SEALS);
  ALLOW_LISTED(code, __NR_ioctl, 1, FIONREAD, FIONBIO, FIOCLEX, FIONCLEX, TCGETS, TIOCGWINSZ);
  ALLOW_LISTED(code, __NR_prctl, 0, PR_SET_NAME, PR_GET_NAME, PR_GET_DUMPABLE, PR_GET_NO_NEW_PRIVS, PR_GET_SECCOMP,
               0x53564d41 /* PR_SET_VMA, which names memory */);
  unsigned short block = about(code, __NR_setsockopt);
  load(code, LOW(1));
  unsigned short level = about(code, SOL_SOCKET);
  load(code, LOW(2));
  allow_any_of(code, socket_options, sizeof socket_options / sizeof *socket_options);
  end(code, level);
  level = about(code, IPPROTO_TCP);
  load(code, LOW(2));
  allow_any_of(code, tcp_options, sizeof tcp_options / sizeof *tcp_options);
  end(code, level);
  answer(code, DENY(EPERM));
  end(code, block);
}

static int install(const program *code) {
  if (code->is_too_long) return -E2BIG;
  const struct sock_fprog filter = {code->count, (struct sock_filter *)code->at};
  long stray = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &filter);
  /* A thread that has filters of its own does not take ours. */
  return stray < 0 ? -errno : stray > 0 ? -EBUSY : 0;
}

int usher_filter_enter(void) {
  program code = {.count = 0};
  begin(&code);
  for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++) answer_all(&code, (unsigned)allowed[i], SECCOMP_RET_ALLOW);
#if defined(__x86_64__)
  opening(&code, __NR_open, 1);
#endif
  opening(&code, __NR_openat, 2);
  memory(&code);
  threads(&code, (unsigned)getpid());
  many_faced(&code);
  /* For usher_filter_seal(). A filter can only forbid more. */
  ALLOW_LISTED(&code, __NR_seccomp, 0, SECCOMP_SET_MODE_FILTER);
  add(&code, BPF_JMP | BPF_JGT | BPF_K, 0, 1, LAST_KNOWN);
  answer(&code, DENY(ENOSYS));
  answer(&code, DENY(EPERM));
  return install(&code);
}

/* ---- The second filter ---- */

static void no_more_code(program *code) {
  unsigned short block = about(code, __NR_mmap);
  load(code, LOW(2));
  if_any(code, PROT_EXEC, DENY(EPERM));
  answer(code, SECCOMP_RET_ALLOW);
  end(code, block);
  answer_all(code, __NR_seccomp, DENY(EPERM));
}

static void no_more_paths(program *code) {
  const unsigned calls[] = {
      __NR_openat, __NR_faccessat, __NR_faccessat2, __NR_readlinkat,
#if defined(__x86_64__)
      __NR_open, __NR_stat, __NR_lstat, __NR_access, __NR_readlink,
#endif
  };
  for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) answer_all(code, calls[i], DENY(EACCES));
  /* This is how fstat() is spelled today. A filter sees no memory, so that a path may come with the flag: size, owner and times
   * of a file whose name is known can be read, as by stat(), but neither its content nor the names in a folder. */
  const unsigned about_descriptors[][2] = {{__NR_newfstatat, 3}, {__NR_statx, 2}};
  for (size_t i = 0; i < 2; i++) {
    unsigned short block = about(code, about_descriptors[i][0]);
    load(code, LOW(about_descriptors[i][1]));
    if_any(code, AT_EMPTY_PATH, SECCOMP_RET_ALLOW);
    answer(code, DENY(EACCES));
    end(code, block);
  }
}

int usher_filter_seal(int threaded) {
  program code = {.count = 0};
  begin(&code);
  no_more_code(&code);
  if (!threaded) no_more_paths(&code);
  answer(&code, SECCOMP_RET_ALLOW);
  return install(&code);
}
