/* Lists members and groups wrongly, by CASE. Whom it names must not be let in, whom it leaves out must not be thrown out. */
#define TRICK_EXTENSION
#include "trick.h"

static usher_status member(usher_call *call, const char *id) {
  usher_member item = {{sizeof item, USHER_ITEM_MEMBER}, text(id), {0, 0}, {0, 0}};
  return call->host->emit(call, &item.head);
}

static usher_status page(usher_call *call, uint32_t flags, const char *cursor, const char *etag) {
  usher_page item = {{sizeof item, USHER_ITEM_PAGE}, flags, 0, 0, 0, text(cursor), text(etag)};
  return call->host->emit(call, &item.head);
}

static usher_status group(usher_call *call, const char *id, const char *requirement) {
  usher_group item = {.head = {sizeof item, USHER_ITEM_GROUP}, .member_hint = -1, .id = text(id), .name = text("Group"),
                      .requirement_json = text(requirement)};
  return call->host->emit(call, &item.head);
}

static usher_status list(void *self, usher_call *call, usher_str requirement, usher_str cursor, usher_str etag) {
  (void)self, (void)requirement, (void)cursor, (void)etag;
  switch (CASE) {
    case 1: return USHER_OK;                                                     /* no page */
    case 2: member(call, "alice"); page(call, 0, "", ""); page(call, 0, "", ""); return USHER_OK; /* two */
    case 3: page(call, 0, "", ""); member(call, "alice"); return USHER_OK;       /* a member behind the page */
    case 4: member(call, "alice"); page(call, 0, "again", ""); return USHER_OK;  /* a cursor that comes again and again */
    case 5: {                                                                    /* a listing that never ends */
      static int turn;
      char next[32];
      snprintf(next, sizeof next, "%d", ++turn);
      member(call, "alice");
      return page(call, 0, next, "");
    }
    case 6: page(call, USHER_PAGE_NOT_MODIFIED, "", "x"); return USHER_OK;       /* not modified since nothing */
    case 7: member(call, "alice"); page(call, USHER_PAGE_NOT_MODIFIED, "", "x"); return USHER_OK; /* ... and yet a member */
    case 8: page(call, USHER_PAGE_AUTHORITATIVE, "", "x"); return USHER_OK;      /* nobody at all, with authority */
    case 9:                                                                      /* members without end in one page */
      while (member(call, "alice") == USHER_OK && call->host->remaining_ms(call) > 0) {}
      return page(call, 0, "", "");
    case 10: member(call, ""); page(call, 0, "", ""); return USHER_OK;           /* a member without an account */
    case 11: member(call, "\xff\xfe"); page(call, 0, "", ""); return USHER_OK;   /* one that is no text */
    case 12: group(call, "g", "{}"); page(call, 0, "", ""); return USHER_OK;     /* an item of the other listing */
    case 13: member(call, "alice"); page(call, USHER_PAGE_AUTHORITATIVE, "", ""); return USHER_E_UPSTREAM; /* and an error */
    case 14: usher_holds(call); page(call, 0, "", ""); return USHER_OK;          /* evidence where none is asked for */
    case 15: member(call, "alice"); page(call, 0xffffffff, "", ""); return USHER_OK; /* flags that nobody knows */
    default: return USHER_E_INTERNAL;
  }
}

static usher_status list_groups(void *self, usher_call *call, usher_str parent, usher_str query, usher_str cursor) {
  (void)query;
  if (CASE == 16) return group(call, "g", "{\"open\":"), page(call, 0, "", "");  /* a requirement that is no JSON */
  if (CASE == 17) return group(call, "", "{}"), page(call, 0, "", "");           /* no id */
  if (CASE == 18) return member(call, "alice"), page(call, 0, "", "");           /* a member */
  return list(self, call, parent, cursor, cursor);
}

static const usher_ext_members members_table = {sizeof members_table, 0, list};
static const usher_ext_groups groups_table = {sizeof groups_table, 0, list_groups};
static const void *extension(const char *id) {
  if (!strcmp(id, USHER_EXT_MEMBERS)) return &members_table;
  return strcmp(id, USHER_EXT_GROUPS) ? NULL : &groups_table;
}

EVALUATE {
  (void)self, (void)requirement, (void)subject;
  return done(call, "asked", 0);
}
