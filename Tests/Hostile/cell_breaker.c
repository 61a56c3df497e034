/* Tries what the subject's account_name says, on what its account_id says, and gives the name of the errno as its reason, or
 * "done". With a requirement that says "early" it tells what came of the same attempt in its constructor, on SECRET. LATE keeps
 * the constructor from trying: without a cell around it, it would get far. */
#include "cell_attempts.h"
#include "usher_plugin.h"
#ifndef SANDBOX
#define SANDBOX "strict"
#endif
static const char *early[ATTEMPTS];

static const char *tried(unsigned index, const char *argument) {
  errno = 0;
  int problem = attempts[index].run(argument);
  return problem ? strerrorname_np(problem) : "done";
}

#ifndef LATE
__attribute__((constructor)) static void begin(void) {
  for (unsigned i = 0; i < ATTEMPTS; i++) {
    /* A thread that ends itself wants the lock of the dynamic linker, which is held until this returns. */
    if (attempts[i].run != try_thread_exit) early[i] = tried(i, SECRET);
  }
}
#endif

static usher_status attempt_one(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self;
  char argument[512] = "", name[64] = "";
  memcpy(argument, subject->account_id.ptr, subject->account_id.len < 511 ? subject->account_id.len : 511);
  memcpy(name, subject->account_name.ptr, subject->account_name.len < 63 ? subject->account_name.len : 63);
  for (unsigned i = 0; i < ATTEMPTS; i++) {
    if (strcmp(attempts[i].name, name)) continue;
    int is_early = memmem(requirement.ptr, requirement.len, "early", 5) != NULL;
    const char *answer = is_early ? early[i] : tried(i, argument);
    usher_str reason = {answer ? answer : "?", strlen(answer ? answer : "?")};
    return usher_holds_not(call, reason);
  }
  return USHER_E_UNSUPPORTED;
}

#define PLUGIN_EVALUATE attempt_one
#define PLUGIN_MANIFEST \
  "{\"usher\":1,\"id\":\"hostile\",\"name\":\"Breaker\",\"version\":\"1\",\"permissions\":{\"profile\":\"" SANDBOX "\"}}"
#include "test_plugin.h"
