/* Does what the requirement says, and offers everything that the daemon keeps an eye on. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "usher_plugin.h"
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject);
static const void *extension(const char *id);
#define PLUGIN_EVALUATE evaluate
#define PLUGIN_EXTENSION extension
#ifndef PLUGIN_MORE
#define PLUGIN_MORE ",\"permissions\":{\"webhook\":true}"
#endif
#include "test_plugin.h"

static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)subject;
  static char facts[8000];
  const usher_svc_kv *kv = call->host->service(call->host, USHER_SVC_KV);
  usher_evidence large = {{sizeof large, USHER_ITEM_EVIDENCE}, 0, USHER_HOLDS, 0, 0, 0, 0, {0, 0}, {facts, sizeof facts}};
  switch (requirement.len > 2 ? requirement.ptr[2] : 0) {
    case 'c': /* crash, when others have begun */
      usleep(300000);
      __builtin_trap();
    case 's': /* slow, and leaves a note */
      if (kv->put(call, text("slow"), text("begun"), 0, USHER_KV_ANY)) return USHER_E_INTERNAL;
      usleep(600000);
      return usher_holds(call);
    case 'l': /* large answers */
      memset(facts, ' ', sizeof facts);
      memcpy(facts, "{}", 2);
      return call->host->emit(call, &large.head);
    case 'p': { /* puts something, and says what came of it */
      usher_status status = kv->put(call, text("put"), text("value"), 0, USHER_KV_ANY);
      return status ? status : usher_holds(call);
    }
    case 'w': /* writes, in every way there is */
      printf("printed by the plugin\n"), fflush(stdout);
      fprintf(stderr, "complained by the plugin\n");
      call->host->log(call->host, call, USHER_LOG_WARN, text("logged by the plugin"));
      return usher_holds(call);
    default: return usher_holds(call);
  }
}

static usher_status page(usher_call *call, const char *next, const char *etag, uint32_t flags) {
  usher_page item = {{sizeof item, USHER_ITEM_PAGE}, flags, 0, 3, 0, text(next), text(etag)};
  return call->host->emit(call, &item.head);
}

/* Three accounts on two pages. */
static usher_status members(void *self, usher_call *call, usher_str requirement, usher_str cursor, usher_str etag) {
  (void)self, (void)requirement;
  if (equals(etag, "v1")) return page(call, "", "v1", USHER_PAGE_NOT_MODIFIED);
  for (int number = cursor.len ? 3 : 1; number <= (cursor.len ? 3 : 2); number++) {
    char id[16];
    sprintf(id, "m%d", number);
    usher_member item = {{sizeof item, USHER_ITEM_MEMBER}, text(id), {0, 0}, {0, 0}};
    if (call->host->emit(call, &item.head)) return USHER_E_INTERNAL;
  }
  return cursor.len ? page(call, "", "v1", USHER_PAGE_AUTHORITATIVE) : page(call, "2", "", 0);
}

static usher_status groups(void *self, usher_call *call, usher_str parent, usher_str query, usher_str cursor) {
  (void)self, (void)parent, (void)query, (void)cursor;
  usher_group item = {.head = {sizeof item, USHER_ITEM_GROUP}, .member_hint = -1, .id = text("g"), .name = text("Group")};
  if (call->host->emit(call, &item.head)) return USHER_E_INTERNAL;
  return page(call, "", "", 0);
}

static usher_status tell(usher_call *call, uint32_t kind, const char *account, usher_str delivery) {
  usher_event item = {{sizeof item, USHER_ITEM_EVENT}, kind, 0, 0, text(account), {0, 0}, delivery};
  return call->host->emit(call, &item.head);
}

/* The query is the id of the delivery; without one the signature is wrong. */
static usher_status webhook(void *self, usher_call *call, const usher_webhook *request) {
  (void)self;
  return request->query.len ? tell(call, USHER_EVENT_ACCOUNT, "m1", request->query) : USHER_E_POLICY;
}

static usher_status watch(void *self, usher_call *call) {
  (void)self;
#ifdef WATCH_FLOODS
  for (int count = 0; count < 2000; count++) tell(call, USHER_EVENT_ACCOUNT, "m2", text(""));
#else
  tell(call, USHER_EVENT_ACCOUNT, "m2", text(""));
#endif
#ifndef WATCH_RETURNS
  while (call->host->remaining_ms(call) > 0) usleep(2000);
#endif
  return USHER_OK;
}

static usher_status health(void *self, usher_call *call) {
  (void)self;
  return usher_fail(call, USHER_E_UPSTREAM, 0, text("the third party is away"));
}

static const usher_ext_members members_table = {sizeof members_table, 0, members};
static const usher_ext_groups groups_table = {sizeof groups_table, 0, groups};
static const usher_ext_webhook webhook_table = {sizeof webhook_table, 0, webhook};
static const usher_ext_watch watch_table = {sizeof watch_table, 0, watch};
static const usher_ext_health health_table = {sizeof health_table, 0, health};

static const void *extension(const char *id) {
  if (!strcmp(id, USHER_EXT_MEMBERS)) return &members_table;
  if (!strcmp(id, USHER_EXT_GROUPS)) return &groups_table;
  if (!strcmp(id, USHER_EXT_WEBHOOK)) return &webhook_table;
  if (!strcmp(id, USHER_EXT_HEALTH)) return &health_table;
#ifdef WATCHES
  if (!strcmp(id, USHER_EXT_WATCH)) return &watch_table;
#endif
  (void)watch_table;
  return NULL;
}
