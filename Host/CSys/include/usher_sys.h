/*
 * usher_sys.h: what the daemon and the worker need of Linux that Swift's Glibc module does not show.
 *
 * Every function returns 0 (or the descriptor it made) on success and a negated errno on failure. All descriptors are
 * close-on-exec and belong to the caller. Any thread.
 */
#ifndef USHER_SYS_H
#define USHER_SYS_H

#include <stddef.h>
#include <sys/types.h>

/* An empty file in memory. `name` shows up in /proc only. */
int usher_sys_memfd(const char *name);

/* Makes the content of a usher_sys_memfd() unchangeable for ever. */
int usher_sys_seal(int fd);

/* A counter to wake a poll() with; non-blocking. */
int usher_sys_eventfd(void);

/* A pipe whose read end is non-blocking. */
int usher_sys_pipe(int *read_end, int *write_end);

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

/* Starts the worker executable at `path` in a session of its own, with a fixed environment, default signals, and exactly these
 * descriptors: 0 /dev/null, 1 and 2 `output`, 3 `channel`, 4 `library`, 6 `bell`. The given descriptors stay open in the caller.
 * The worker ends with the thread that calls this (usher_sys_enter_worker), so that thread must outlive it. */
int usher_sys_spawn(const char *path, int channel, int library, int output, int bell, usher_sys_child *child);

/* For the worker itself, first thing: end with the parent, gain no rights, leave no core file, open few files. */
int usher_sys_enter_worker(void);

/* 1 when the address lies in the program or in a library that it has loaded, 0 otherwise. */
int usher_sys_is_in_library(const void *address);

/* From here on all threads of the process allocate from one heap. Each further one would reserve 64 MiB of address space, which
 * limits count as memory. Before there is a second thread. */
void usher_sys_one_heap(void);

/* Fills `buffer` with bytes fit for keys. */
int usher_sys_random(void *buffer, size_t length);

/* Names the calling thread (15 characters count) for debuggers and `top -H`. */
void usher_sys_name_thread(const char *name);

#endif
