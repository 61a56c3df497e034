/* Does nothing wrong, and says no to everybody: what the damaged, replaced and misplaced files are made of. */
#include "trick.h"
#ifndef WORD
#define WORD "plain"
#endif
EVALUATE {
  (void)self, (void)requirement, (void)subject;
  return done(call, WORD, 1);
}
