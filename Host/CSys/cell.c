/* The cell of a worker: everything that is done to it before it loads a plugin, in order. */
#define _GNU_SOURCE
#include "cell.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/seccomp.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef PR_SET_MDWE
#define PR_SET_MDWE 65
#define PR_GET_MDWE 66
#define PR_MDWE_REFUSE_EXEC_GAIN 1
#endif

enum {
  LIBRARY_DESCRIPTOR = 4,
  CGROUP_DESCRIPTOR = 5,
  /* Standard streams, the channel at 40 and above, and a connection or two for each of 32 calls. */
  DESCRIPTORS_MAX = 128,
  /* Enough for anything but deep recursion; the usual 8 MiB each would use up the address space. */
  STACK_BYTES = 1 << 20,
};

/* Address space beside the program, the plugin's file and its memory: the libraries that the plugin brings with it (Foundation
 * with its tables is some 60 MiB, OpenSSL and LDAP 10), and the stacks of our threads: at most 65 of 512 KiB. */
static const uint64_t ALLOWANCE_BYTES = 128u << 20;

/* ---- Arguments ---- */

int usher_sys_cell_arguments(const usher_sys_cell *cell, usher_sys_arguments *out) {
  int count = 0;
  snprintf(out->memory, sizeof out->memory, "%llu", (unsigned long long)cell->memory_bytes);
  out->at[count++] = "usher-worker";
  out->at[count++] = "--profile";
  out->at[count++] = cell->is_threaded ? "threaded" : "strict";
  out->at[count++] = "--memory";
  out->at[count++] = out->memory;
  if (cell->has_cgroup) out->at[count++] = "--cgroup";
  if (cell->is_best_effort) out->at[count++] = "--best-effort";
  out->at[count] = NULL;
  return count;
}

static int read_bytes(const char *text, uint64_t *out) {
  char *end;
  if (!text || *text < '0' || *text > '9') return 0;
  errno = 0;
  *out = strtoull(text, &end, 10);
  return !errno && !*end && *out > 0;
}

int usher_sys_cell_parse(int count, char *const arguments[], usher_sys_cell *out) {
  int has_profile = 0, has_memory = 0;
  memset(out, 0, sizeof *out);
  for (int i = 1; i < count; i++) {
    const char *name = arguments[i], *value = i + 1 < count ? arguments[i + 1] : NULL;
    if (!strcmp(name, "--cgroup")) {
      out->has_cgroup = 1;
    } else if (!strcmp(name, "--best-effort")) {
      out->is_best_effort = 1;
    } else if (!strcmp(name, "--profile") && value && (!strcmp(value, "strict") || !strcmp(value, "threaded"))) {
      out->is_threaded = !strcmp(value, "threaded");
      has_profile = 1;
      i++;
    } else if (!strcmp(name, "--memory") && read_bytes(value, &out->memory_bytes)) {
      has_memory = 1;
      i++;
    } else {
      return -EINVAL;
    }
  }
  return has_profile && has_memory ? 0 : -EINVAL;
}

/* ---- What the kernel has ---- */

static int has_filters(void) {
  uint32_t action = SECCOMP_RET_KILL_PROCESS;
  return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

int usher_sys_landlock_version(void) { return usher_landlock_abi(); }

uint32_t usher_sys_cell_gaps(void) {
  int abi = usher_landlock_abi();
  uint32_t gaps = 0;
  if (abi < 1) gaps |= USHER_SYS_GAP_FILES;
  if (!has_filters()) gaps |= USHER_SYS_GAP_CALLS;
  if (abi < 4) gaps |= USHER_SYS_GAP_NETWORK;
  if (abi < 6) gaps |= USHER_SYS_GAP_SCOPES;
  if (prctl(PR_GET_MDWE, 0, 0, 0, 0) < 0) gaps |= USHER_SYS_GAP_WRITE_EXECUTE;
  return gaps;
}

const char *usher_sys_gap_name(uint32_t gap) {
  switch (gap) {
  case USHER_SYS_GAP_FILES: return "Landlock (Linux 5.13, switched on by lsm=landlock)";
  case USHER_SYS_GAP_CALLS: return "seccomp filters (Linux 4.14 with CONFIG_SECCOMP_FILTER)";
  case USHER_SYS_GAP_NETWORK: return "Landlock rules for TCP (Linux 6.7)";
  case USHER_SYS_GAP_SCOPES: return "Landlock scopes for signals and abstract sockets (Linux 6.12)";
  case USHER_SYS_GAP_WRITE_EXECUTE: return "PR_SET_MDWE (Linux 6.3)";
  default: return NULL;
  }
}

/* ---- Steps ---- */

static int join_cgroup(const usher_sys_cell *cell) {
  if (!cell->has_cgroup) return 0;
  int problem = write(CGROUP_DESCRIPTOR, "0\n", 2) == 2 ? 0 : -errno;
  close(CGROUP_DESCRIPTOR);
  return problem;
}

/* When memory runs out, the kernel is to end the worker and not the daemon. Without /proc it decides by itself. */
static void offer_itself(void) {
  int score = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (score < 0) return;
  ssize_t written = write(score, "1000", 4);
  (void)written;
  close(score);
}

/* The address space that is in use, or a generous guess without /proc. */
static uint64_t used_bytes(void) {
  char text[64] = "";
  uint64_t pages = 0;
  int size = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (size >= 0) {
    ssize_t length = read(size, text, sizeof text - 1);
    if (length > 0) pages = strtoull(text, NULL, 10);
    close(size);
  }
  return pages ? pages * (uint64_t)sysconf(_SC_PAGESIZE) : 256u << 20;
}

static int limit_memory(const usher_sys_cell *cell) {
  /* One heap for all threads: each further one would reserve 64 MiB of address space. */
  mallopt(M_ARENA_MAX, 1);
  pthread_attr_t threads;
  pthread_attr_init(&threads);
  pthread_attr_setstacksize(&threads, STACK_BYTES);
  int problem = pthread_setattr_default_np(&threads);
  pthread_attr_destroy(&threads);
  if (problem) return -problem;
  struct stat library;
  uint64_t file_bytes = fstat(LIBRARY_DESCRIPTOR, &library) == 0 && library.st_size > 0 ? (uint64_t)library.st_size : 0;
  rlim_t total = used_bytes() + file_bytes + ALLOWANCE_BYTES + cell->memory_bytes;
  const struct rlimit limit = {total, total};
  return setrlimit(RLIMIT_AS, &limit) < 0 ? -errno : 0;
}

static int limit_files(void) {
  const struct rlimit none = {0, 0}, few = {DESCRIPTORS_MAX, DESCRIPTORS_MAX};
  if (setrlimit(RLIMIT_CORE, &none) < 0) return -errno;
  if (setrlimit(RLIMIT_FSIZE, &none) < 0) return -errno;
  return setrlimit(RLIMIT_NOFILE, &few) < 0 ? -errno : 0;
}

/* Being root is of no use to a plugin. The user stays, the powers go, also towards a daemon that has kept them. */
static int drop_capabilities(void) {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct none[2] = {{0}};
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  return syscall(SYS_capset, &header, none) < 0 ? -errno : 0;
}

/* pthread_exit() and pthread_cancel() load this when they are used first, and end the process when they cannot. */
static void load_unwinder(void) { dlopen("libgcc_s.so.1", RTLD_NOW); }

static int close_itself(uint32_t *gaps) {
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0) return -errno;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) return -errno;
  if (prctl(PR_SET_DUMPABLE, 0) < 0) return -errno;
  if (prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0) < 0) *gaps |= USHER_SYS_GAP_WRITE_EXECUTE;
  return 0;
}

int usher_sys_cell_enter(const usher_sys_cell *cell, usher_sys_cell_state *state) {
  memset(state, 0, sizeof *state);
  state->gaps = usher_sys_cell_gaps();
  int is_best_effort = cell->is_best_effort, problem;
  state->step = "joining its control group";
  if ((problem = join_cgroup(cell))) return problem;
  offer_itself();
  load_unwinder();
  state->step = "limiting its memory";
  if ((problem = limit_memory(cell))) return problem;
  state->step = "limiting its files";
  if ((problem = limit_files())) return problem;
  state->step = "dropping its capabilities";
  if ((problem = drop_capabilities())) return problem;
  state->step = "closing itself to others";
  if ((problem = close_itself(&state->gaps))) return problem;
  state->step = NULL;
  if (!is_best_effort && (state->gaps & USHER_SYS_GAPS_FATAL)) return -EOPNOTSUPP;
  if (!(state->gaps & USHER_SYS_GAP_FILES)) {
    state->step = "Landlock";
    if ((problem = usher_landlock_enter(usher_landlock_abi(), cell->is_threaded))) return problem;
  }
  if (!(state->gaps & USHER_SYS_GAP_CALLS)) {
    state->step = "its filter of system calls";
    if ((problem = usher_filter_enter())) return problem;
  }
  state->step = NULL;
  return 0;
}

int usher_sys_cell_seal(const usher_sys_cell *cell, const usher_sys_cell_state *state) {
  return state->gaps & USHER_SYS_GAP_CALLS ? 0 : usher_filter_seal(cell->is_threaded);
}
