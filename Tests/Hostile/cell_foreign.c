/* Makes a system call by way of another architecture's numbers: x32, or the calls of i386. */
#define _GNU_SOURCE
#include <signal.h>
#include <unistd.h>
#include <sys/syscall.h>
#include "usher_plugin.h"
static usher_status foreign(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)requirement, (void)subject;
#if !defined(__x86_64__)
  kill(getpid(), 31); /* This architecture has only one set of calls. */
#elif WAY == 1
  syscall(0x40000000 | SYS_getpid);
#else
  long result = 20;
  __asm__ volatile("int $0x80" : "+a"(result) : : "memory");
#endif
  return usher_holds(call);
}
#define PLUGIN_EVALUATE foreign
#include "test_plugin.h"
