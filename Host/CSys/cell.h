/* cell.h: what the files of the cell share. Every function returns 0 or a negated errno, unless it says otherwise. */
#ifndef USHER_CELL_H
#define USHER_CELL_H

#include "usher_sys.h"

/* The version of Landlock that the kernel speaks; 0 when it has none, or has it switched off. */
int usher_landlock_abi(void);

/* Forbids the calling thread every file but libraries, for reading; `threaded` adds /proc. Speaks `abi`, which must be at least 1
 * and at most usher_landlock_abi(). Needs no_new_privs. */
int usher_landlock_enter(int abi, int threaded);

/* Allows this process, in all its threads, a list of system calls and nothing else. Needs no_new_privs. -ENOSYS when the kernel
 * has no filters. */
int usher_filter_enter(void);

/* Takes away what only loading a library needs. After usher_filter_enter(). */
int usher_filter_seal(int threaded);

#endif
