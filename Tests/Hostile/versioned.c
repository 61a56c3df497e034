/* Answers with its own version. What else it does is chosen when it is compiled. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "usher_plugin.h"

#ifndef VERSION
#define VERSION "1.0.100"
#endif
#ifndef PLUGIN_ID
#define PLUGIN_ID "versioned"
#endif
#ifndef PERMISSIONS
#define PERMISSIONS "{}"
#endif
/* Further members of the manifest, each with a comma before it. */
#ifndef MORE
#define MORE ""
#endif
/* Out of the way of the optimiser: tests make other versions by changing these bytes in the library. */
static const char version[] = VERSION;
#define PLUGIN_MANIFEST \
  "{\"usher\":1,\"id\":\"" PLUGIN_ID "\",\"name\":\"Versioned\",\"version\":\"" VERSION "\",\"permissions\":" PERMISSIONS MORE "}"

static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)subject, (void)requirement;
#ifdef SLOW_MILLISECONDS
  call->host->log(call->host, call, USHER_LOG_INFO, (usher_str)USHER_LIT("this takes a while"));
  usleep(SLOW_MILLISECONDS * 1000);
#endif
#ifdef CRASH
  __builtin_trap();
#endif
  usher_str text = {version, strlen(version)};
  return usher_holds_not(call, text);
}

/* A configuration that contains REFUSED is refused. */
static usher_status create(usher_call *call, usher_str config, void **self) {
#ifdef REFUSED
  if (memmem(config.ptr, config.len, REFUSED, strlen(REFUSED)))
    return usher_fail(call, USHER_E_CONFIG, 0, (usher_str)USHER_LIT("this version does not take it"));
#endif
  (void)call, (void)config;
  *self = malloc(1);
  return USHER_OK;
}

#ifdef ILL
static usher_status check(void *self, usher_call *call) {
  (void)self;
  return ILL ? usher_fail(call, USHER_E_UPSTREAM, 0, (usher_str)USHER_LIT("the third party is away")) : USHER_OK;
}

static const void *extension(const char *id) {
  static const usher_ext_health health = {sizeof health, 0, check};
  return strcmp(id, USHER_EXT_HEALTH) == 0 ? &health : NULL;
}
#define PLUGIN_EXTENSION extension
#endif

#define PLUGIN_EVALUATE evaluate
#define PLUGIN_CREATE create
#include "test_plugin.h"
