/* Says its secret wherever there is room for text. */
#include <string.h>
#include "usher_plugin.h"
static const void *extension(const char *id);
#define PLUGIN_EXTENSION extension
#define PLUGIN_MORE ",\"permissions\":{\"webhook\":true}"
#include "test_plugin.h"

#define SECRET "hunter2-hunter2"

static usher_status page(usher_call *call) {
  usher_page item = {.head = {sizeof item, USHER_ITEM_PAGE}};
  return call->host->emit(call, &item.head);
}

static usher_status members(void *self, usher_call *call, usher_str requirement, usher_str cursor, usher_str etag) {
  (void)self, (void)requirement, (void)cursor, (void)etag;
  usher_member item = {{sizeof item, USHER_ITEM_MEMBER}, text(SECRET), text(SECRET), text("{\"a\":\"" SECRET "\"}")};
  usher_status status = call->host->emit(call, &item.head);
  return status ? status : page(call);
}

static usher_status groups(void *self, usher_call *call, usher_str parent, usher_str query, usher_str cursor) {
  (void)self, (void)parent, (void)query, (void)cursor;
  usher_group item = {.head = {sizeof item, USHER_ITEM_GROUP}, .member_hint = -1, .id = text(SECRET), .name = text(SECRET)};
  usher_status status = call->host->emit(call, &item.head);
  return status ? status : page(call);
}

static usher_status step(usher_call *call) {
  usher_link_step item = {.head = {sizeof item, USHER_ITEM_LINK_STEP}, .step = USHER_STEP_FAILED, .message = text(SECRET)};
  return call->host->emit(call, &item.head);
}

static usher_status begin(void *self, usher_call *call, const usher_link_start *start) {
  (void)self, (void)start;
  return step(call);
}

static usher_status resume(void *self, usher_call *call, const usher_link_input *input) {
  (void)self, (void)input;
  return step(call);
}

static usher_status webhook(void *self, usher_call *call, const usher_webhook *request) {
  (void)self, (void)request;
  usher_reply item = {.head = {sizeof item, USHER_ITEM_REPLY}, .http_status = 200, .content_type = text("text/plain"),
                      .body = text(SECRET)};
  return call->host->emit(call, &item.head);
}

static const void *extension(const char *id) {
  static const usher_ext_members members_table = {sizeof members_table, 0, members};
  static const usher_ext_groups groups_table = {sizeof groups_table, 0, groups};
  static const usher_ext_link link_table = {sizeof link_table, 0, begin, resume, NULL};
  static const usher_ext_webhook webhook_table = {sizeof webhook_table, 0, webhook};
  if (!strcmp(id, USHER_EXT_MEMBERS)) return &members_table;
  if (!strcmp(id, USHER_EXT_GROUPS)) return &groups_table;
  if (!strcmp(id, USHER_EXT_LINK)) return &link_table;
  if (!strcmp(id, USHER_EXT_WEBHOOK)) return &webhook_table;
  return NULL;
}
