/* What the sources in this folder share: a plugin without a mistake, whose parts a source replaces before it includes this. */
#ifndef MISTAKE_H
#define MISTAKE_H

#include <stdlib.h>
#include <string.h>
#include "usher_plugin.h"

static inline int says(usher_str value, const char *literal) {
  return value.len == strlen(literal) && !memcmp(value.ptr, literal, value.len);
}

static inline usher_str text(const char *literal) { return (usher_str){literal, strlen(literal)}; }

#ifndef CREATE
#define CREATE plain_create
static usher_status plain_create(usher_call *call, usher_str config, void **self) {
  (void)call, (void)config;
  *self = malloc(8);
  return *self ? USHER_OK : USHER_E_LIMIT;
}
#endif
#ifndef DESTROY
#define DESTROY free
#endif
#ifndef EVALUATE
#define EVALUATE plain_evaluate
static usher_status plain_evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)requirement;
  if (says(subject->account_id, "4711")) return usher_holds(call);
  return usher_holds_not(call, text("You are not the one."));
}
#endif
#ifndef EXTENSION
#define EXTENSION NULL
#endif
#ifndef LOAD
#define LOAD NULL
#endif
#ifndef UNLOAD
#define UNLOAD NULL
#endif
#ifndef MAX_CONCURRENCY
#define MAX_CONCURRENCY 1
#endif
#ifndef SIZE
#define SIZE sizeof(usher_plugin)
#endif
#ifndef MANIFEST_MORE
#define MANIFEST_MORE ""
#endif
#ifndef MANIFEST
#define MANIFEST "{\"usher\": 1, \"id\": \"mistake\", \"name\": \"A mistake\", \"version\": \"1.0.0\"" MANIFEST_MORE "}"
#endif

#ifndef ENTRY
const usher_plugin *usher_plugin_v1(void) {
  static const usher_plugin plugin = {SIZE, USHER_ABI_MAJOR, USHER_ABI_MINOR, 0, 0, MAX_CONCURRENCY, USHER_LIT(MANIFEST),
                                      LOAD, UNLOAD, CREATE, DESTROY, EVALUATE, EXTENSION};
  return &plugin;
}
#endif
#endif
