/* Lists members and groups in pages, and says when nothing has changed. */
#include <string.h>
#include "usher_plugin.h"
static int is(usher_str value, const char *literal) {
  return value.len == strlen(literal) && !memcmp(value.ptr, literal, value.len);
}
static usher_status end(usher_call *call, uint32_t flags, usher_str next, usher_str etag) {
  usher_page page = {{sizeof page, USHER_ITEM_PAGE}, .flags = flags, .next_cursor = next, .etag = etag};
  return call->host->emit(call, &page.head);
}
static usher_status members(void *self, usher_call *call, usher_str requirement, usher_str cursor, usher_str etag) {
  (void)self, (void)requirement;
  if (!cursor.len && is(etag, "v1")) return end(call, USHER_PAGE_NOT_MODIFIED, (usher_str)USHER_LIT(""), etag);
  if (cursor.len && !is(cursor, "2")) return USHER_E_INVALID;
  usher_member member = {{sizeof member, USHER_ITEM_MEMBER}, .account_id = USHER_LIT("4711")};
  if (cursor.len) member.account_id = (usher_str)USHER_LIT("4712");
  usher_status status = call->host->emit(call, &member.head);
  if (status) return status;
  if (!cursor.len) return end(call, 0, (usher_str)USHER_LIT("2"), (usher_str)USHER_LIT(""));
  return end(call, USHER_PAGE_AUTHORITATIVE, (usher_str)USHER_LIT(""), (usher_str)USHER_LIT("v1"));
}
static usher_status groups(void *self, usher_call *call, usher_str parent, usher_str query, usher_str cursor) {
  (void)self, (void)parent, (void)query;
  if (cursor.len) return USHER_E_INVALID;
  usher_group group = {{sizeof group, USHER_ITEM_GROUP}, .id = USHER_LIT("core"), .name = USHER_LIT("Core"), .member_hint = 2};
  usher_status status = call->host->emit(call, &group.head);
  return status ? status : end(call, 0, (usher_str)USHER_LIT(""), (usher_str)USHER_LIT(""));
}
static const void *extension(const char *id) {
  static const usher_ext_members member_table = {sizeof member_table, 0, members};
  static const usher_ext_groups group_table = {sizeof group_table, 0, groups};
  if (strcmp(id, USHER_EXT_MEMBERS) == 0) return &member_table;
  return strcmp(id, USHER_EXT_GROUPS) == 0 ? &group_table : NULL;
}
#define EXTENSION extension
#include "../Mistakes/mistake.h"
