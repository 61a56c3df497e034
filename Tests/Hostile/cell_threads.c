/* Sixteen threads read their own state as libdispatch does. Holds when all could. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
#include "usher_plugin.h"
#ifndef SANDBOX
#define SANDBOX "strict"
#endif
static void *look(void *unused) {
  (void)unused;
  char path[64], text[512];
  snprintf(path, sizeof path, "/proc/%d/stat", gettid());
  int file = open(path, O_RDONLY | O_CLOEXEC);
  ssize_t count = file < 0 ? -1 : read(file, text, sizeof text);
  if (file >= 0) close(file);
  return count > 0 ? (void *)1 : NULL;
}
static usher_status look_all(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)requirement, (void)subject;
  pthread_t threads[16];
  int seen = 0;
  for (int i = 0; i < 16; i++)
    if (pthread_create(&threads[i], NULL, look, NULL)) return USHER_E_INTERNAL;
  for (int i = 0; i < 16; i++) {
    void *result;
    pthread_join(threads[i], &result);
    seen += result != NULL;
  }
  usher_str nothing = {0, 0};
  return seen == 16 ? usher_holds(call) : seen == 0 ? usher_holds_not(call, nothing) : USHER_E_INTERNAL;
}
#define PLUGIN_EVALUATE look_all
#define PLUGIN_MANIFEST \
  "{\"usher\":1,\"id\":\"hostile\",\"name\":\"Threads\",\"version\":\"1\",\"permissions\":{\"profile\":\"" SANDBOX "\"}}"
#include "test_plugin.h"
