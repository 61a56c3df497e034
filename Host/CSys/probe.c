#define _GNU_SOURCE
#include "usher_probe.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

extern char **environ;

/* As a worker sees it (process.c): what works here works there. */
static char *const environment[] = {"PATH=/usr/bin:/bin", "LANG=C.UTF-8", "TZ=UTC", "SWIFT_BACKTRACE=enable=no", NULL};

static int prepare(posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes, const int from[5]) {
  static const int to[5] = {1, 3, 4, 5, 6};
  sigset_t every, none;
  sigfillset(&every);
  sigemptyset(&none);
  int problem = posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0);
  for (int i = 0; i < 5 && !problem; i++) problem = posix_spawn_file_actions_adddup2(actions, from[i], to[i]);
  if (!problem) problem = posix_spawn_file_actions_adddup2(actions, from[0], 2);
  if (!problem) problem = posix_spawn_file_actions_addclosefrom_np(actions, 7);
  if (!problem) problem = posix_spawn_file_actions_addchdir_np(actions, "/");
  if (!problem) problem = posix_spawnattr_setsigdefault(attributes, &every);
  if (!problem) problem = posix_spawnattr_setsigmask(attributes, &none);
  short flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID;
  if (!problem) problem = posix_spawnattr_setflags(attributes, flags);
  return problem;
}

int usher_probe_spawn(const char *path, const char *name, const usher_probe_files *files, pid_t *pid) {
  /* Out of the way of 0 to 6 first, or one dup2() in the child could overwrite what the next one copies. */
  const int given[5] = {files->output, files->report, files->library, files->board, files->arguments};
  int from[5] = {-1, -1, -1, -1, -1};
  int problem = 0;
  for (int i = 0; i < 5 && !problem; i++) {
    from[i] = fcntl(given[i], F_DUPFD_CLOEXEC, 16);
    if (from[i] < 0) problem = errno;
  }
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  if (!problem) problem = posix_spawn_file_actions_init(&actions);
  if (!problem) {
    problem = posix_spawnattr_init(&attributes);
    if (!problem) {
      char *const arguments[] = {(char *)name, NULL};
      problem = prepare(&actions, &attributes, from);
      if (!problem) problem = posix_spawn(pid, path, &actions, &attributes, arguments, environment);
      posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
  }
  for (int i = 0; i < 5; i++)
    if (from[i] >= 0) close(from[i]);
  return -problem;
}

static usher_probe_fault *fault_seen;

static void note_fault(int number, siginfo_t *info, void *context) {
  (void)context;
  fault_seen->address = (uint64_t)(uintptr_t)info->si_addr;
  fault_seen->signal = (uint32_t)number;
  /* Blocked until this handler returns, then it ends the process. */
  signal(number, SIG_DFL);
  raise(number);
}

int usher_probe_catch_faults(usher_probe_fault *fault) {
  static const size_t size = 64 << 10;
  /* A stack of its own, for plugins that have used up theirs. */
  void *stack = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (stack == MAP_FAILED) return -errno;
  const stack_t alternate = {.ss_sp = stack, .ss_flags = 0, .ss_size = size};
  if (sigaltstack(&alternate, NULL) < 0) return -errno;
  fault_seen = fault;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = note_fault;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  if (sigaction(SIGSEGV, &action, NULL) < 0 || sigaction(SIGBUS, &action, NULL) < 0) return -errno;
  return 0;
}

int usher_probe_descriptors(void) {
  struct rlimit limit = {0, 0};
  int open = 0, most = 1024;
  /* Those beyond the limit were opened before it was set, by the checker. */
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < (rlim_t)most) most = (int)limit.rlim_cur;
  for (int number = 0; number < most; number++) open += fcntl(number, F_GETFD) >= 0;
  return open;
}

uint64_t usher_probe_heap_bytes(void) {
  struct mallinfo2 info = mallinfo2();
  return (uint64_t)info.uordblks + (uint64_t)info.hblkhd;
}

/* FNV-1a. */
static uint64_t hash(uint64_t seed, const void *bytes, size_t length) {
  const unsigned char *next = bytes;
  for (size_t i = 0; i < length; i++) seed = (seed ^ next[i]) * 0x100000001b3u;
  return seed;
}

static const uint64_t hash_start = 0xcbf29ce484222325u;

uint64_t usher_probe_signal_actions(void) {
  uint64_t result = hash_start;
  for (int number = 1; number < 32; number++) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    if (sigaction(number, NULL, &action) < 0) continue;
    result = hash(result, &action.sa_handler, sizeof action.sa_handler);
  }
  return result;
}

uint64_t usher_probe_signal_mask(void) {
  sigset_t mask;
  uint64_t result = hash_start;
  sigemptyset(&mask);
  pthread_sigmask(SIG_BLOCK, NULL, &mask);
  for (int number = 1; number < 32; number++) {
    int is_blocked = sigismember(&mask, number);
    result = hash(result, &is_blocked, sizeof is_blocked);
  }
  return result;
}

uint64_t usher_probe_limits(void) {
  uint64_t result = hash_start;
  for (int kind = 0; kind < RLIM_NLIMITS; kind++) {
    struct rlimit limit = {0, 0};
    if (getrlimit((__rlimit_resource_t)kind, &limit) == 0) result = hash(result, &limit, sizeof limit);
  }
  return result;
}

uint64_t usher_probe_environment(void) {
  uint64_t result = hash_start;
  for (char **entry = environ; entry && *entry; entry++) result = hash(result, *entry, strlen(*entry) + 1);
  return result;
}

int usher_probe_has_timer(void) {
  static const __itimer_which_t kinds[] = {ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF};
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    struct itimerval timer;
    if (getitimer(kinds[i], &timer) == 0 && (timer.it_value.tv_sec || timer.it_value.tv_usec)) return 1;
  }
  return 0;
}
