/* Has every extension that emits many things; the text that it is given says what it emits: one letter an item.
 *   m a member, g a group, e an event, p the PAGE, n a PAGE that says NOT_MODIFIED, r a REPLY, E an ERROR;
 *   L an ERROR that is too long, U one that is no text;
 *   M, G, V, P, R the same with something wrong; x an item of another function; 5 fifty thousand members. */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include "usher_plugin.h"
#define PLUGIN_EXTENSION extension
static const void *extension(const char *id);
#include "test_plugin.h"

static usher_status member(usher_call *call, const char *id) {
  usher_member item = {{sizeof item, USHER_ITEM_MEMBER}, text(id), text("name"), text("{\"n\":1}")};
  return call->host->emit(call, &item.head);
}

static usher_status emit(usher_call *call, char letter, int number) {
  usher_group group = {{sizeof group, USHER_ITEM_GROUP}, USHER_GROUP_HAS_CHILDREN, 0, 7, text("g1"), text("Core"), text("team"),
                       text("the core"), text("https://a.example/i.png"), text("{\"team\":1}")};
  usher_page page = {{sizeof page, USHER_ITEM_PAGE}, USHER_PAGE_AUTHORITATIVE, 0, 2, 60000, text("next"), text("tag")};
  usher_event event = {{sizeof event, USHER_ITEM_EVENT}, USHER_EVENT_ACCOUNT, 0, 5, text("a1"), text("g1"), text("d1")};
  usher_reply reply = {{sizeof reply, USHER_ITEM_REPLY}, 202, 0, text("text/plain"), text("thanks")};
  usher_claim claim = {{sizeof claim, USHER_ITEM_CLAIM}, USHER_CLAIM_REFUSED};
  usher_status status = USHER_OK;
  char id[20];
  switch (letter) {
    case 'm': snprintf(id, sizeof id, "account %d", number); return member(call, id);
    case 'M': return member(call, "");
    case '5':
      for (int i = 0; i < 50000 && !status; i++) snprintf(id, sizeof id, "account %d", i), status = member(call, id);
      return status;
    case 'g': return call->host->emit(call, &group.head);
    case 'G': group.requirement_json = text("[]"); return call->host->emit(call, &group.head);
    case 'e': return call->host->emit(call, &event.head);
    case 'V': event.event = 9; return call->host->emit(call, &event.head);
    case 'p': return call->host->emit(call, &page.head);
    case 'n': page.flags = USHER_PAGE_NOT_MODIFIED; return call->host->emit(call, &page.head);
    case 'P': page.next_cursor.len = 5000; return call->host->emit(call, &page.head);
    case 'r': return call->host->emit(call, &reply.head);
    case 'R': reply.content_type = text("text/html"); return call->host->emit(call, &reply.head);
    case 'x': return call->host->emit(call, &claim.head);
    case 'E': usher_fail(call, 0, 9, text("sorry")); return USHER_OK;
    case 'L': case 'U': {
      static char message[5000];
      memset(message, 'x', sizeof message);
      if (letter == 'U') memcpy(message, "a\xff\nb", 4);
      usher_error error = {{sizeof error, USHER_ITEM_ERROR}, USHER_E_RATE_LIMITED, 0, 60000,
                           {message, letter == 'U' ? 4 : sizeof message}};
      return call->host->emit(call, &error.head);
    }
    default: return USHER_E_UNSUPPORTED;
  }
}

/* Emits what `letters` says and logs what emit() answered to each. */
static usher_status emit_all(usher_call *call, usher_str letters) {
  char line[200];
  int length = 0;
  for (size_t i = 0; i < letters.len && length < 180; i++)
    length += snprintf(line + length, sizeof line - (size_t)length, "%d ", emit(call, letters.ptr[i], (int)i));
  call->host->log(call->host, call, USHER_LOG_INFO, (usher_str){line, (size_t)length});
  return USHER_OK;
}

static usher_status list_members(void *self, usher_call *call, usher_str requirement, usher_str cursor, usher_str etag) {
  (void)self, (void)requirement, (void)etag;
  return emit_all(call, cursor);
}
static usher_status list_groups(void *self, usher_call *call, usher_str parent, usher_str query, usher_str cursor) {
  (void)self, (void)parent, (void)query;
  return emit_all(call, cursor);
}
static usher_status handle(void *self, usher_call *call, const usher_webhook *request) {
  (void)self;
  if (request->header_count != 1 || !equals(request->headers[0], "x-sign") || !equals(request->headers[1], "abc"))
    return USHER_E_POLICY;
  return equals(request->query, "q=1") && request->at_unix_ms == 77 ? emit_all(call, request->body) : USHER_E_INVALID;
}
static usher_status check(void *self, usher_call *call) {
  (void)self;
  return usher_fail(call, USHER_E_CONFIG, 0, text("set the key"));
}
/* "ok", "none", "twice", "beyond", "fail"; the second subject of a chunk has no answer. */
static usher_status batch(void *self, usher_call *call, usher_str requirement, const usher_subject *const *subjects,
                          uint32_t count) {
  (void)self;
  for (uint32_t i = count; i-- > 0;) {
    if (i == 1 || equals(requirement, "none")) continue;
    usher_evidence e = {{sizeof e, USHER_ITEM_EVIDENCE}, i, USHER_HOLDS, 0, 0, 0, 0, subjects[i]->account_id, {NULL, 0}};
    if (equals(requirement, "beyond") && i == 0) e.index = count;
    call->host->emit(call, &e.head);
    if (equals(requirement, "twice")) call->host->emit(call, &e.head);
  }
  return equals(requirement, "fail") ? usher_fail(call, USHER_E_UPSTREAM, 3, text("down")) : USHER_OK;
}
static const void *extension(const char *id) {
  static const usher_ext_members members = {sizeof members, 0, list_members};
  static const usher_ext_groups groups = {sizeof groups, 0, list_groups};
  static const usher_ext_webhook webhook = {sizeof webhook, 0, handle};
  static const usher_ext_health health = {sizeof health, 0, check};
  static const usher_ext_batch batches = {sizeof batches, 4, batch};
  return strcmp(id, USHER_EXT_MEMBERS) == 0 ? &members : strcmp(id, USHER_EXT_GROUPS) == 0 ? (const void *)&groups
       : strcmp(id, USHER_EXT_WEBHOOK) == 0 ? (const void *)&webhook : strcmp(id, USHER_EXT_HEALTH) == 0 ? (const void *)&health
       : strcmp(id, USHER_EXT_BATCH) == 0 ? (const void *)&batches : NULL;
}
