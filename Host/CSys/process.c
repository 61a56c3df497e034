#define _GNU_SOURCE
#include "usher_sys.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

/* What a worker sees of the environment. A crash must be a crash at once: the runtime's backtracer would start a process. */
static char *const worker_environment[] = {"PATH=/usr/bin:/bin", "LANG=C.UTF-8", "TZ=UTC", "SWIFT_BACKTRACE=enable=no", NULL};

/* Channel, library, output, bell, and the control group or -1. */
enum { GIVEN = 5 };

static int prepare_files(posix_spawn_file_actions_t *actions, const int from[GIVEN]) {
  int problem = posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0);
  if (!problem) problem = posix_spawn_file_actions_adddup2(actions, from[2], 1);
  if (!problem) problem = posix_spawn_file_actions_adddup2(actions, from[2], 2);
  if (!problem) problem = posix_spawn_file_actions_adddup2(actions, from[0], 3);
  if (!problem) problem = posix_spawn_file_actions_adddup2(actions, from[1], 4);
  if (!problem) problem = posix_spawn_file_actions_adddup2(actions, from[3], 6);
  if (!problem && from[4] >= 0) problem = posix_spawn_file_actions_adddup2(actions, from[4], 5);
  if (!problem && from[4] < 0) problem = posix_spawn_file_actions_addclose(actions, 5);
  if (!problem) problem = posix_spawn_file_actions_addclosefrom_np(actions, 7);
  if (!problem) problem = posix_spawn_file_actions_addchdir_np(actions, "/");
  return problem;
}

static int prepare_signals(posix_spawnattr_t *attributes) {
  sigset_t every, none;
  sigfillset(&every);
  sigemptyset(&none);
  int problem = posix_spawnattr_setsigdefault(attributes, &every);
  if (!problem) problem = posix_spawnattr_setsigmask(attributes, &none);
  /* An own session: Ctrl-C in the daemon's terminal is for the daemon, which then ends its workers in order. */
  short flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID;
  if (!problem) problem = posix_spawnattr_setflags(attributes, flags);
  return problem;
}

static int spawn(const usher_sys_start *start, const int from[GIVEN], pid_t *pid) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int problem = posix_spawn_file_actions_init(&actions);
  if (problem) return problem;
  problem = posix_spawnattr_init(&attributes);
  if (!problem) {
    usher_sys_arguments arguments;
    usher_sys_cell_arguments(&start->cell, &arguments);
    problem = prepare_files(&actions, from);
    if (!problem) problem = prepare_signals(&attributes);
    if (!problem)
      problem = posix_spawn(pid, start->path, &actions, &attributes, (char *const *)arguments.at, worker_environment);
    posix_spawnattr_destroy(&attributes);
  }
  posix_spawn_file_actions_destroy(&actions);
  return problem;
}

int usher_sys_spawn(const usher_sys_start *start, usher_sys_child *child) {
  /* Out of the way of 0 to 6 first, or one dup2() in the child could overwrite what the next one copies. */
  const int given[GIVEN] = {start->channel, start->library, start->output, start->bell,
                            start->cell.has_cgroup ? start->cgroup : -1};
  int from[GIVEN] = {-1, -1, -1, -1, -1};
  int problem = 0;
  for (int i = 0; i < GIVEN && !problem; i++) {
    if (given[i] < 0) continue;
    from[i] = fcntl(given[i], F_DUPFD_CLOEXEC, 16);
    if (from[i] < 0) problem = errno;
  }
  if (!problem) problem = spawn(start, from, &child->pid);
  for (int i = 0; i < GIVEN; i++)
    if (from[i] >= 0) close(from[i]);
  if (problem) return -problem;

  child->pidfd = (int)syscall(SYS_pidfd_open, child->pid, 0);
  if (child->pidfd >= 0) return 0;
  problem = errno;
  kill(child->pid, SIGKILL);
  waitpid(child->pid, NULL, 0);
  return -problem;
}

int usher_sys_is_delegated(const char *folder) {
  /* The second name is for kernels that had no extended attributes of users there yet. */
  char value = 0;
  int is_marked = getxattr(folder, "user.delegate", &value, 1) == 1 || getxattr(folder, "trusted.delegate", &value, 1) == 1;
  return is_marked && value == '1';
}

int usher_sys_random(void *buffer, size_t length) {
  char *next = buffer;
  while (length > 0) {
    ssize_t count = getrandom(next, length < 256 ? length : 256, 0);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return -errno;
    next += count;
    length -= (size_t)count;
  }
  return 0;
}

void usher_sys_name_thread(const char *name) { prctl(PR_SET_NAME, name); }
