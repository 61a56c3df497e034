/* What plugins share whose trick is in evaluate(): include it first, then write evaluate().
 *
 * Before it, TRICK_EXTENSION, TRICK_CREATE, TRICK_DESTROY, TRICK_LOAD and TRICK_UNLOAD announce other functions of the table. */
#ifndef USHER_TEST_TRICK_H
#define USHER_TEST_TRICK_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include "usher_plugin.h"

#define EVALUATE \
  static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject)
EVALUATE;
#define PLUGIN_EVALUATE evaluate
#ifdef TRICK_EXTENSION
static const void *extension(const char *id);
#define PLUGIN_EXTENSION extension
#endif
#ifdef TRICK_CREATE
static usher_status create(usher_call *call, usher_str config, void **self);
#define PLUGIN_CREATE create
#endif
#ifdef TRICK_DESTROY
static void destroy(void *self);
#define PLUGIN_DESTROY destroy
#endif
#ifdef TRICK_LOAD
static usher_status load(const usher_host *host);
#define PLUGIN_LOAD load
#endif
#ifdef TRICK_UNLOAD
static void unload(void);
#define PLUGIN_UNLOAD unload
#endif
#include "test_plugin.h"

/* Says no, and what happened: the answer of a plugin that tried something and was stopped. */
static inline usher_status refused(usher_call *call, const char *what, int number) {
  char *line = call->host->alloc(call, 256);
  snprintf(line, 256, "refused: %s (%s)", what, strerror(number));
  return usher_holds_not(call, text(line));
}

/* For an attempt at what nobody may do: `result` is what it returned, negative when it failed. Success is the lie of a yes, so
 * that a test which looks for one finds it. */
static inline usher_status tried(usher_call *call, const char *what, long result) {
  int number = errno;
  if (result < 0) return refused(call, what, number);
  char *line = call->host->alloc(call, 256);
  snprintf(line, 256, "succeeded: %s", what);
  return usher_say(call, USHER_HOLDS, text(line));
}

/* The same for attempts with arguments that make no sense, which whoever may not even ask never hears about. */
static inline usher_status asked(usher_call *call, const char *what, long result) {
  int past = result < 0 && (errno == EFAULT || errno == EINVAL || errno == EBADF || errno == ESTALE);
  return tried(call, what, past ? 0 : result);
}

/* The worker's socket to the daemon, wherever it is kept; -1 when there is none. */
static inline int protocol_socket(void) {
  for (int descriptor = 3; descriptor < 1024; descriptor++) {
    int type;
    socklen_t length = sizeof type;
    if (getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &length) == 0) return descriptor;
  }
  return -1;
}

/* Says no, with a number: the answer of a plugin that only did something rude. */
static inline usher_status done(usher_call *call, const char *what, long number) {
  /* Not in the arena: a plugin may have used that up. */
  char line[256];
  snprintf(line, sizeof line, "done: %s (%ld)", what, number);
  return usher_holds_not(call, text(line));
}

/* A member of the requirement as text that ends with a zero; "" when there is none. */
static inline const char *given(usher_call *call, usher_str requirement, const char *pointer) {
  const usher_svc_json *json = call->host->service(call->host, USHER_SVC_JSON);
  int32_t type = USHER_JSON_MISSING;
  usher_str value = {0, 0};
  if (json->get(call, requirement, text(pointer), &type, &value) || type == USHER_JSON_MISSING) return "";
  char *copy = call->host->alloc(call, value.len + 1);
  if (value.len) memcpy(copy, value.ptr, value.len);
  return copy;
}

#endif
