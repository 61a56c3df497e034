/* Offers ROOM to whoever shows it any code, and does something else first, by CASE. Nobody is offered anything by a plugin that
 * tried what nobody may do, and was stopped. */
#define TRICK_EXTENSION
#include "trick.h"
#include <sys/wait.h>
#include <unistd.h>

static usher_status say(usher_call *call, uint32_t state) {
  usher_claim claim = {{sizeof claim, USHER_ITEM_CLAIM}, state, 0, 0, -1, USHER_LIT(ROOM), {0, 0}, {0, 0}, {0, 0}};
  return call->host->emit(call, &claim.head);
}

/* Negative when it was stopped. */
static long attempt(usher_call *call) {
  static char line[50000];
  pid_t pid = 0;
  switch (CASE) {
    case 2: /* a process */
      pid = fork();
      if (pid == 0) _exit(0);
      if (pid > 0) waitpid(pid, NULL, 0);
      return pid;
    case 3: return socket(AF_INET, SOCK_STREAM, 0); /* a way out */
    case 4: /* a log without end, with escapes and false lines in it */
      memset(line, 'x', sizeof line);
      memcpy(line, "\n{\"level\":\"info\",\"message\":\"forged\"}\n\x1b[2J", 40);
      for (int turn = 0; turn < 2000; turn++) call->host->log(call->host, call, USHER_LOG_ERROR, (usher_str){line, sizeof line});
      for (int turn = 0; turn < 2000; turn++) fwrite(line, 1, 200, stdout);
      return fflush(stdout);
    default: return 0;
  }
}

static usher_status describe(void *self, usher_call *call, usher_str code) {
  (void)self, (void)code;
  return attempt(call) < 0 ? USHER_E_POLICY : say(call, USHER_CLAIM_OFFERED);
}
static usher_status reserve(void *self, usher_call *call, usher_str id, usher_str code, const usher_subject *subject) {
  (void)self, (void)id, (void)code, (void)subject;
  return attempt(call) < 0 ? USHER_E_POLICY : say(call, USHER_CLAIM_RESERVED);
}
static usher_status settle(void *self, usher_call *call, usher_str id) {
  (void)self, (void)call, (void)id;
  return USHER_OK;
}

static const usher_ext_claim table = {sizeof table, 0, describe, reserve, settle, settle};
static const void *extension(const char *id) { return strcmp(id, USHER_EXT_CLAIM) ? NULL : &table; }

EVALUATE {
  (void)self, (void)requirement, (void)subject;
  return usher_holds(call);
}
