/* Does no harm at once, and dies later: by CASE. */
#include "trick.h"
static int calls;
EVALUATE {
  (void)self, (void)requirement, (void)subject;
  calls++;
  switch (CASE) {
    case 1: { /* writes behind a block of memory: a later allocation finds out */
      volatile size_t beyond = 64;
      char *block = malloc(24), *next = malloc(24);
      memset(block, 0x41, beyond);
      free(next), free(block);
      return done(call, "written", calls);
    }
    case 2: { /* gives a block back twice */
      char *volatile block = malloc(1 << 12), *again = block;
      free(block);
      if (calls > 1) free(again);
      return done(call, "freed", calls);
    }
    case 3: if (calls % 5 == 0) __builtin_trap(); return done(call, "asked", calls); /* every fifth time */
    case 4: /* closes the streams of the C library, and goes on printing */
      fclose(stdout), fclose(stderr);
      printf("nobody hears this\n");
      return done(call, "closed", calls);
    default: return USHER_E_INTERNAL;
  }
}
