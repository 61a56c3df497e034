/* Changes what it emits while the host copies it: lengths, texts, the finding. */
#include "trick.h"
#include <pthread.h>

static char reason[1024];
static usher_evidence item = {{sizeof item, USHER_ITEM_EVIDENCE}, 0, USHER_HOLDS_NOT, 0, 0, 0, 0, {reason, 8}, {0, 0}};
static volatile int stop;

static void *change(void *nothing) {
  (void)nothing;
  volatile usher_evidence *shared = &item;
  for (unsigned turn = 0; !stop; turn++) {
    ((volatile char *)reason)[turn % 8] = turn % 2 ? (char)0xff : 'a';
    shared->reason.len = turn % 3 ? 8 : ((size_t)1 << 62);
    shared->head.size = turn % 5 ? sizeof item : 0xffffffff;
    shared->index = turn % 7 ? 0 : 77;
  }
  return NULL;
}

EVALUATE {
  (void)self, (void)requirement, (void)subject;
  pthread_t thread;
  memset(reason, 'a', sizeof reason);
  stop = 0;
  if (pthread_create(&thread, NULL, change, NULL)) return USHER_E_INTERNAL;
  for (int turn = 0; turn < 2000; turn++) call->host->emit(call, &item.head);
  stop = 1;
  pthread_join(thread, NULL);
  return USHER_OK;
}
