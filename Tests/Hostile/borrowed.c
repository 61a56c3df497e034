/* Treats what it was lent as its own, by CASE. */
#include "trick.h"
#include <unistd.h>

static char *kept, *kept_arena;
static size_t kept_length;

EVALUATE {
  (void)self;
  switch (CASE) {
    case 1: /* writes into its inputs */
      memset((char *)(uintptr_t)requirement.ptr, 'X', requirement.len);
      memset((char *)(uintptr_t)subject->account_id.ptr, 'X', subject->account_id.len);
      memset((void *)(uintptr_t)subject, 0xff, sizeof *subject);
      return done(call, "wrote", 0);
    case 2: { /* reads the input of the call before */
      char byte = kept ? kept[kept_length - 1] : 0;
      kept = (char *)(uintptr_t)requirement.ptr, kept_length = requirement.len;
      return done(call, "read", byte);
    }
    case 3: { /* writes into the arena of the call before */
      if (kept_arena) memset(kept_arena, 'X', 4096);
      kept_arena = call->host->alloc(call, 4096);
      return done(call, "wrote", 0);
    }
    case 4: free(call->host->alloc(call, 100)); return USHER_OK;             /* frees the host's memory */
    case 5: free((void *)(uintptr_t)subject); return USHER_OK;               /* frees an input */
    case 6: free(call); return USHER_OK;                                     /* frees the call itself */
    case 7: memset(call, 0xff, 4096); return USHER_OK;                       /* writes over the call and what is behind */
    case 8: memset((void *)(uintptr_t)call->host, 0, sizeof(usher_host)); return USHER_OK; /* the host's table */
    case 9: /* takes memory until there is none */
      for (long turn = 0;; turn++)
        if (!call->host->alloc(call, 1 << 20)) return done(call, "megabytes", turn);
    case 10: /* asks for sizes that wrap around */
      if (call->host->alloc(call, SIZE_MAX) || call->host->alloc(call, (size_t)1 << 63)) return usher_holds(call);
      return done(call, "none", 0);
    default: return USHER_E_INTERNAL;
  }
}
