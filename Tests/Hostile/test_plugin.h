/* What the plugins in this folder share: a table whose parts a source may replace before it includes this file. */
#ifndef USHER_TEST_PLUGIN_H
#define USHER_TEST_PLUGIN_H

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "usher_plugin.h"

#ifndef PLUGIN_ID
#define PLUGIN_ID "hostile"
#endif
#ifndef PLUGIN_EVALUATE
#define PLUGIN_EVALUATE test_evaluate
static usher_status test_evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)requirement, (void)subject;
#ifdef PLUGIN_SAYS_NO
  usher_str reason = USHER_LIT("no");
  return usher_holds_not(call, reason);
#else
  return usher_holds(call);
#endif
}
#endif
#ifndef PLUGIN_CREATE
#define PLUGIN_CREATE test_create
static usher_status test_create(usher_call *call, usher_str config, void **self) {
  (void)call, (void)config;
  *self = malloc(1);
  return USHER_OK;
}
#endif
#ifndef PLUGIN_DESTROY
#define PLUGIN_DESTROY test_destroy
static void test_destroy(void *self) { free(self); }
#endif
#ifndef PLUGIN_EXTENSION
#define PLUGIN_EXTENSION NULL
#endif
#ifndef PLUGIN_LOAD
#define PLUGIN_LOAD NULL
#endif
#ifndef PLUGIN_UNLOAD
#define PLUGIN_UNLOAD NULL
#endif
#ifndef PLUGIN_SIZE
#define PLUGIN_SIZE sizeof(usher_plugin)
#endif
#ifndef PLUGIN_MAJOR
#define PLUGIN_MAJOR USHER_ABI_MAJOR
#endif
#ifndef PLUGIN_MIN_HOST_MINOR
#define PLUGIN_MIN_HOST_MINOR 0
#endif
/* More members of the manifest, each with a comma before it. */
#ifndef PLUGIN_MORE
#define PLUGIN_MORE ""
#endif
#ifndef PLUGIN_CONCURRENCY
#define PLUGIN_CONCURRENCY 1
#endif
#ifndef PLUGIN_MANIFEST
#define PLUGIN_MANIFEST \
  "{\"usher\":1,\"id\":\"" PLUGIN_ID "\",\"name\":\"Test plugin\",\"version\":\"1.0.0\"" PLUGIN_MORE "}"
#endif

static inline usher_str text(const char *literal) {
  usher_str value = {literal, strlen(literal)};
  return value;
}

static inline int equals(usher_str value, const char *literal) {
  return value.len == strlen(literal) && memcmp(value.ptr, literal, value.len) == 0;
}

#ifndef PLUGIN_ENTRY
static const usher_plugin test_table = {
    PLUGIN_SIZE, PLUGIN_MAJOR, USHER_ABI_MINOR, PLUGIN_MIN_HOST_MINOR, 0, PLUGIN_CONCURRENCY, USHER_LIT(PLUGIN_MANIFEST),
    PLUGIN_LOAD, PLUGIN_UNLOAD, PLUGIN_CREATE, PLUGIN_DESTROY, PLUGIN_EVALUATE, PLUGIN_EXTENSION};

USHER_EXPORT const usher_plugin *usher_plugin_v1(void) { return &test_table; }
#endif

#endif
