/* Reads JSON through the host and uses up the memory of a call, as the requirement says; answers with a word. */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include "usher_plugin.h"
#define PLUGIN_EVALUATE evaluate
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject);
#include "test_plugin.h"

static int says(usher_str text, const char *word) { return memmem(text.ptr, text.len, word, strlen(word)) != NULL; }

static usher_status answer(usher_call *call, const char *word) { return usher_say(call, USHER_HOLDS, text(word)); }

/* [0,"xxx...",2]: three elements, the second of so many bytes. */
static usher_str large(usher_call *call, size_t length) {
  char *memory = call->host->alloc(call, length + 10);
  if (!memory) return (usher_str){0, 0};
  memcpy(memory, "[0,\"", 4);
  memset(memory + 4, 'x', length);
  memcpy(memory + 4 + length, "\",2]", 4);
  return (usher_str){memory, length + 8};
}

static usher_status slices(usher_call *call, const usher_svc_json *json) {
  usher_str document = large(call, 6 << 20), found;
  int32_t type;
  const usher_str *members;
  uint32_t count;
  /* Three times the whole of it would not fit, were it copied. */
  for (int round = 0; round < 3; round++) {
    if (json->get(call, document, text(""), &type, &found)) return answer(call, "refused");
    if (type != USHER_JSON_ARRAY || found.ptr != document.ptr || found.len != document.len) return answer(call, "copied");
    if (json->members(call, document, text(""), &members, &count) || count != 3) return answer(call, "no members");
    if (members[3].ptr != document.ptr + 3 || members[5].len != 1 || members[2].len) return answer(call, "other members");
  }
  /* A string comes decoded, and is the call's. */
  if (json->get(call, document, text("/1"), &type, &found) || type != USHER_JSON_STRING) return answer(call, "no string");
  return answer(call, found.len == 6 << 20 && (found.ptr < document.ptr || found.ptr > document.ptr + document.len) ? "good"
                                                                                                                    : "lent");
}

static usher_status members(usher_call *call, const usher_svc_json *json, usher_str document) {
  const usher_str *found = (const usher_str *)1;
  uint32_t count = 99;
  char line[500] = "";
  int length = 0;
  usher_status status = json->members(call, document, text("/of"), &found, &count);
  length += snprintf(line, sizeof line, "%d %u", status, count);
  for (uint32_t i = 0; i < 2 * count && !status; i++)
    length += snprintf(line + length, sizeof line - (size_t)length, " %.*s", (int)found[i].len, found[i].len ? found[i].ptr : "");
  return answer(call, line);
}

static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)subject;
  const usher_svc_json *json = call->host->service(call->host, USHER_SVC_JSON);
  if (!USHER_HAS(json, members) || !USHER_HAS(call->host, reclaim)) return USHER_E_UNSUPPORTED;
  if (says(requirement, "slices")) return slices(call, json);
  if (says(requirement, "of")) return members(call, json, requirement);
  if (says(requirement, "reclaim")) {
    /* Ten times what a call may have. */
    for (int round = 0; round < 160; round++) {
      unsigned char *block = call->host->alloc(call, 1 << 20), *piece = call->host->alloc(call, 100);
      if (!block || !piece || block[0] || piece[0] || piece[99]) return answer(call, "no memory");
      memset(block, 7, 1 << 20), memset(piece, 7, 100);
      if (round % 8 == 7) call->host->reclaim(call);
    }
    return answer(call, "good");
  }
  /* A million small pieces, each with its alignment and zero: how many fit, and that they are apart. */
  unsigned char *before = NULL;
  uint32_t count = 0;
  for (unsigned char *piece; (piece = call->host->alloc(call, 1)); before = piece, count++) {
    if ((uintptr_t)piece % 16 || *piece || piece == before) return answer(call, "bad piece");
    *piece = 1;
  }
  return answer(call, count > 900000 && count <= 1048576 ? "good" : "few");
}
