/* Confuses its instances, by CASE. */
#define TRICK_CREATE
#define TRICK_DESTROY
#include "trick.h"
#include <pthread.h>
#include <unistd.h>

static char one;
static void *wait_for_ever(void *nothing) {
  for (;;) pause();
  return nothing;
}

static usher_status create(usher_call *call, usher_str config, void **self) {
  pthread_t thread;
  switch (CASE) {
    case 1: *self = NULL; return USHER_OK;                                       /* no self */
    case 2: *self = &one; return USHER_OK;                                       /* the same for all */
    case 3: *self = malloc(16); return USHER_OK;                                 /* freed by the wrong call */
    case 4:                                                                      /* fails, and leaves things behind */
      for (int turn = 0; turn < 8; turn++) pthread_create(&thread, NULL, wait_for_ever, NULL);
      *self = malloc(1 << 20);
      return usher_fail(call, USHER_E_CONFIG, 0, text("the key \"x\" is missing"));
    case 5: *self = malloc(16); return 5;                                        /* a status that is none */
    case 6: *self = malloc(16); usher_holds(call); return USHER_OK;              /* evidence where none belongs */
    case 7: *self = (void *)8; return USHER_OK;                                  /* a self that is no address: that is fine */
    case 8: *self = (void *)(uintptr_t)config.ptr; return USHER_OK;              /* an input as self */
    case 9: (void)self; return USHER_OK;                                         /* says nothing about self */
    default: return USHER_E_INTERNAL;
  }
}

static void destroy(void *self) {
  if (CASE == 3 || CASE == 2) free(self);
}

EVALUATE {
  (void)requirement, (void)subject;
  if (CASE == 3) free(self);
  if (CASE == 8) memset(self, 'X', 8);
  return done(call, "asked", 0);
}
