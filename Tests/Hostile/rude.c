/* Changes the state of its process, by CASE, and then answers no. All of it is its own affair: nothing leaves the process. */
#define TRICK_CREATE
#include "trick.h"
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

static void swallow(int number) { (void)number; }

static long change(void) {
  struct sigaction action = {.sa_handler = swallow};
  struct itimerval often = {{0, 1000}, {0, 1000}};
  struct rlimit none = {0, 0}, much = {RLIM_INFINITY, RLIM_INFINITY};
  sigset_t every;
  switch (CASE) {
    case 1: for (int number = 1; number < 65; number++) sigaction(number, &action, NULL); return 0;
    case 2: sigfillset(&every); return sigprocmask(SIG_SETMASK, &every, NULL);
    case 3: sigaction(SIGALRM, &action, NULL); return setitimer(ITIMER_REAL, &often, NULL); /* every call is interrupted */
    case 4: return setlocale(LC_ALL, "C.UTF-8") != NULL;
    case 5: return setenv("LD_PRELOAD", "/tmp/evil.so", 1) + setenv("LANG", "tr_TR", 1) + clearenv();
    case 6: return chdir("/proc") + (int)umask(0);
    case 7: return setrlimit(RLIMIT_NOFILE, &none);
    case 8: return setrlimit(RLIMIT_AS, &none);
    case 9: return nice(19) + prctl(PR_SET_NAME, "usher") + prctl(PR_SET_PDEATHSIG, 0);
    case 10: return prctl(PR_SET_DUMPABLE, 1);
    case 11: return fcntl(protocol_socket(), F_SETFL, O_NONBLOCK);            /* the protocol's socket no longer waits */
    case 12: return fcntl(protocol_socket(), F_SETFL, fcntl(protocol_socket(), F_GETFL) | O_ASYNC | O_APPEND);
    case 13: return setrlimit(RLIMIT_CORE, &much) + setrlimit(RLIMIT_NOFILE, &much) + setrlimit(RLIMIT_FSIZE, &much);
    case 14: return setrlimit(RLIMIT_STACK, &none) + setrlimit(RLIMIT_CPU, &much);
    default: return 0;
  }
}

static usher_status create(usher_call *call, usher_str config, void **self) {
  (void)call, (void)config;
  *self = malloc(1);
  change();
  return USHER_OK;
}

EVALUATE {
  (void)self, (void)requirement, (void)subject;
  return done(call, "changed", change());
}
