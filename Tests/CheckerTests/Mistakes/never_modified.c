/* Says that nothing has changed, to whoever knows nothing. */
#include <string.h>
#include "usher_plugin.h"
static usher_status list(void *self, usher_call *call, usher_str requirement, usher_str cursor, usher_str etag) {
  (void)self, (void)requirement, (void)cursor, (void)etag;
  usher_page page = {{sizeof page, USHER_ITEM_PAGE}, .flags = USHER_PAGE_NOT_MODIFIED};
  return call->host->emit(call, &page.head);
}
static const void *extension(const char *id) {
  static const usher_ext_members members = {sizeof members, 0, list};
  return strcmp(id, USHER_EXT_MEMBERS) == 0 ? &members : NULL;
}
#define EXTENSION extension
#include "mistake.h"
