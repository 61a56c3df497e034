/* Lists everybody, and says that nothing has changed. */
#include <string.h>
#include "usher_plugin.h"
static usher_status list(void *self, usher_call *call, usher_str requirement, usher_str cursor, usher_str etag) {
  (void)self, (void)requirement, (void)cursor;
  usher_member member = {{sizeof member, USHER_ITEM_MEMBER}, .account_id = USHER_LIT("4711")};
  usher_page page = {{sizeof page, USHER_ITEM_PAGE}, .flags = etag.len ? USHER_PAGE_NOT_MODIFIED : 0, .etag = USHER_LIT("v1")};
  usher_status status = call->host->emit(call, &member.head);
  return status ? status : call->host->emit(call, &page.head);
}
static const void *extension(const char *id) {
  static const usher_ext_members members = {sizeof members, 0, list};
  return strcmp(id, USHER_EXT_MEMBERS) == 0 ? &members : NULL;
}
#define EXTENSION extension
#include "mistake.h"
