/*
 * usher_sys.h: what the daemon and the worker need of Linux that Swift's Glibc module does not show.
 *
 * Every function returns 0 (or the descriptor it made) on success and a negated errno on failure. All descriptors are
 * close-on-exec and belong to the caller. Any thread.
 */
#ifndef USHER_SYS_H
#define USHER_SYS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* An empty file in memory. `name` shows up in /proc only. */
int usher_sys_memfd(const char *name);

/* Makes the content of a usher_sys_memfd() unchangeable for ever. */
int usher_sys_seal(int fd);

/* A counter to wake a poll() of this process with; non-blocking. */
int usher_sys_eventfd(void);

/* A bell for another process, which is given the hearing end and reads from it. Not a counter or a pipe: of those both processes
 * share one state, and whoever hears could make the ringing wait. */
int usher_sys_bell(int *ringing_end, int *hearing_end);

/* Rings. Never waits, never fails. */
void usher_sys_ring(int ringing_end);

/* A pipe whose read end is non-blocking. */
int usher_sys_pipe(int *read_end, int *write_end);

/* Sends bytes on a socket, and a copy of `descriptor` with the first of them (SCM_RIGHTS). Never waits, never signals. Returns
 * how many bytes were sent, at least 1, or a negated errno with nothing sent. */
ssize_t usher_sys_send(int socket, const void *bytes, size_t length, int descriptor);

enum { USHER_SYS_NO_DESCRIPTOR = -1, USHER_SYS_LOST_DESCRIPTOR = -2 };

/* Reads at most `length` bytes from a stream socket. Returns how many (0 = the end of the stream), or a negated errno; without
 * `may_wait`, -EAGAIN when there is nothing. A descriptor that came with these bytes goes to *descriptor: several never come in
 * one go. USHER_SYS_LOST_DESCRIPTOR when one came for which this process has no room. */
ssize_t usher_sys_receive(int socket, void *buffer, size_t length, int may_wait, int *descriptor);

/* A started process. Both values belong to the caller: the process must be waited for, the descriptor closed. */
typedef struct usher_sys_child {
  pid_t pid;
  int pidfd; /* readable once the process has ended */
} usher_sys_child;

/* How a worker is to be locked in: the way from the daemon's plan to the worker's arguments and back. */
typedef struct usher_sys_cell {
  uint64_t memory_bytes; /* what the plugin may take, beside program, libraries and stacks */
  int is_threaded;       /* may read /proc, which libdispatch needs; otherwise nothing is opened once the plugin is loaded */
  int is_best_effort;    /* goes on where the kernel lacks something essential */
  int has_cgroup;        /* descriptor 5 is the cgroup.procs of a control group of its own */
} usher_sys_cell;

/* Arguments for main(), which point into this struct and to literals. */
typedef struct usher_sys_arguments {
  const char *at[8];
  char memory[24];
} usher_sys_arguments;

/* Writes the arguments that usher_sys_cell_parse() reads. Returns their number; NULL follows. */
int usher_sys_cell_arguments(const usher_sys_cell *cell, usher_sys_arguments *out);

/* Reads the arguments of a worker, its name first. -EINVAL for anything but
 * `--profile strict|threaded --memory BYTES [--cgroup] [--best-effort]`. */
int usher_sys_cell_parse(int count, char *const arguments[], usher_sys_cell *out);

/* What a kernel may lack. The first two are essential: without one of them something stands open. Each of the others is a second
 * lock on a door that the filter of system calls closes by itself. */
enum {
  USHER_SYS_GAP_FILES = 1,          /* Landlock */
  USHER_SYS_GAP_CALLS = 2,          /* seccomp filters */
  USHER_SYS_GAP_NETWORK = 4,        /* Landlock rules for TCP */
  USHER_SYS_GAP_SCOPES = 8,         /* Landlock scopes */
  USHER_SYS_GAP_WRITE_EXECUTE = 16, /* PR_SET_MDWE */
  USHER_SYS_GAPS_FATAL = 3,
};

/* What this kernel lacks. Changes nothing. */
uint32_t usher_sys_cell_gaps(void);

/* The version of Landlock that this kernel speaks, 0 for none. Changes nothing. */
int usher_sys_landlock_version(void);

/* What people call one gap; NULL for an unknown one. */
const char *usher_sys_gap_name(uint32_t gap);

/* What came of entering the cell. */
typedef struct usher_sys_cell_state {
  uint32_t gaps;    /* what the kernel lacks */
  const char *step; /* what failed; NULL when nothing did, or when gaps alone are the reason */
} usher_sys_cell_state;

/* For the worker, while it has one thread and before it loads anything: ends with its parent; leaves no core; gains no rights;
 * can neither open files but libraries, nor sockets, nor start programs, nor reach another process, nor use more than its
 * memory. -EOPNOTSUPP when the kernel lacks something essential and that was not accepted. There is no way back. */
int usher_sys_cell_enter(const usher_sys_cell *cell, usher_sys_cell_state *state);

/* For the worker, once the plugin is loaded: no more code; unless it is threaded, no more files either. All threads. */
int usher_sys_cell_seal(const usher_sys_cell *cell, const usher_sys_cell_state *state);

/* What a worker is started with. The descriptors stay open in the caller. */
typedef struct usher_sys_start {
  const char *path; /* of the worker executable */
  int channel;      /* becomes 3 */
  int library;      /* becomes 4 */
  int output;       /* becomes 1 and 2 */
  int bell;         /* the hearing end; becomes 6 */
  int cgroup;       /* becomes 5 when the cell has a control group */
  usher_sys_cell cell;
} usher_sys_start;

/* Starts a worker in a session of its own, with a fixed environment, default signals, /dev/null as 0, and the descriptors that
 * `start` names and no others. The worker ends with the thread that calls this (usher_sys_cell_enter), so that thread must
 * outlive it. */
int usher_sys_spawn(const usher_sys_start *start, usher_sys_child *child);

/* Whether systemd has marked a folder of control groups as handed over to the service in it. */
int usher_sys_is_delegated(const char *folder);

/* 1 when the address lies in the program or in a library that it has loaded, 0 otherwise. */
int usher_sys_is_in_library(const void *address);

/* From here on blocks of 128 KiB and more go back to the system when they are freed. Otherwise malloc() learns from the first
 * large frame to keep such blocks: tens of MiB in each thread's heap. */
void usher_sys_return_large_blocks(void);

/* Fills `buffer` with bytes fit for keys. */
int usher_sys_random(void *buffer, size_t length);

/* Names the calling thread (15 characters count) for debuggers and `top -H`. */
void usher_sys_name_thread(const char *name);

#endif
