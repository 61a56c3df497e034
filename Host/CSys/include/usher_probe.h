/*
 * usher_probe.h: what the conformance checker needs of Linux that Swift's Glibc module does not show.
 *
 * Functions that can fail return a negated errno.
 */
#ifndef USHER_PROBE_H
#define USHER_PROBE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* What usher_probe_spawn() hands to the new process, by its descriptor there. Those of the caller stay open. */
typedef struct usher_probe_files {
  int output;    /* 1 and 2; 0 is /dev/null */
  int report;    /* 3 */
  int library;   /* 4 */
  int board;     /* 5 */
  int arguments; /* 6 */
} usher_probe_files;

/* Starts `path` with `name` as its only argument, the environment of a worker, default signals, in a session of its own and in
 * "/". The caller waits for `pid`. */
int usher_probe_spawn(const char *path, const char *name, const usher_probe_files *files, pid_t *pid);

/* Where a fault handler leaves what it saw. Shared between the process that dies and the one that looks. */
typedef struct usher_probe_fault {
  uint64_t address;
  uint32_t signal; /* 0 = none yet */
  uint32_t reserved;
} usher_probe_fault;

/* From now on SIGSEGV and SIGBUS write down the address in `fault` before they end the process. */
int usher_probe_catch_faults(usher_probe_fault *fault);

/* What a plugin tried that a worker's cell forbids. */
typedef enum usher_probe_attempt_kind {
  USHER_PROBE_FILE = 1,
  USHER_PROBE_SOCKET = 2,
  USHER_PROBE_PROGRAM = 3,
  USHER_PROBE_STATE = 4, /* of the process: its folder, umask, limits */
} usher_probe_attempt_kind;

typedef struct usher_probe_attempt {
  const char *name; /* of the function, a literal */
  usher_probe_attempt_kind kind;
  char path[108]; /* the beginning of it, if it has one */
} usher_probe_attempt;

/* From now on such calls of this thread, and of those that it makes, fail with EPERM and are noted. What is tried with all
 * signals blocked, as fork() does it, ends the process with SIGSYS instead. With `may_read`, files are left to the cell.
 * Before usher_sys_cell_seal(). */
int usher_probe_catch_attempts(int may_read);

/* How many were noted, and one of them; NULL beyond. The first few are kept. */
unsigned usher_probe_attempt_count(void);
const usher_probe_attempt *usher_probe_attempt_at(unsigned index);

/* How many descriptors this process has open. Looks at each number, and so opens none. */
int usher_probe_descriptors(void);

/* Bytes in use on the heap of malloc(). */
uint64_t usher_probe_heap_bytes(void);

/* A hash of this process's signal actions (1 to 31) and of the calling thread's signal mask. */
uint64_t usher_probe_signal_actions(void);
uint64_t usher_probe_signal_mask(void);

/* A hash of every soft and hard resource limit. */
uint64_t usher_probe_limits(void);

/* A hash of the environment. */
uint64_t usher_probe_environment(void);

/* 1 when an interval timer (setitimer) runs. */
int usher_probe_has_timer(void);

#endif
