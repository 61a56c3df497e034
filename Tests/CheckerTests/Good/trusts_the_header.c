/* Takes the header at its word, as an unwrap() does: configuration and requirement are JSON objects, a pseudonym is 64
 * hexadecimal digits, an input of a link is one of three, a locale begins with a language. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "usher_plugin.h"
static void must(int holds) {
  if (!holds) abort();
}
static usher_status must_be_object(usher_call *call, usher_str document) {
  const usher_svc_json *json = call->host->service(call->host, USHER_SVC_JSON);
  usher_str out;
  int32_t type;
  if (!USHER_HAS(json, get)) return USHER_E_UNSUPPORTED;
  usher_status status = json->get(call, document, (usher_str)USHER_LIT(""), &type, &out);
  must(status != USHER_E_INVALID);
  if (!status) must(type == USHER_JSON_OBJECT);
  return status;
}
static usher_status create(usher_call *call, usher_str config, void **self) {
  usher_status status = must_be_object(call, config);
  if (status) return status;
  *self = malloc(8);
  return *self ? USHER_OK : USHER_E_LIMIT;
}
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self;
  usher_status status = must_be_object(call, requirement);
  if (status) return status;
  must(subject->pseudonym.len == 64);
  for (size_t i = 0; i < 64; i++) must(isxdigit((unsigned char)subject->pseudonym.ptr[i]) != 0);
  must(!subject->link_json.len);
  return usher_holds(call);
}
static usher_status fail(usher_call *call) {
  usher_link_step step = {{sizeof step, USHER_ITEM_LINK_STEP}, .step = USHER_STEP_FAILED, .state = USHER_LIT("mine")};
  return call->host->emit(call, &step.head);
}
static usher_status begin(void *self, usher_call *call, const usher_link_start *start) {
  (void)self;
  must(start->locale.len >= 2 && islower((unsigned char)start->locale.ptr[0]) && islower((unsigned char)start->locale.ptr[1]));
  return fail(call);
}
static usher_status resume(void *self, usher_call *call, const usher_link_input *input) {
  (void)self;
  must(input->input >= USHER_INPUT_RETURN && input->input <= USHER_INPUT_POLL);
  return fail(call);
}
static usher_status list(void *self, usher_call *call, usher_str requirement, usher_str cursor, usher_str etag) {
  (void)self, (void)requirement;
  must(!cursor.len || (cursor.len == 1 && *cursor.ptr == '2'));
  must(!etag.len || (etag.len == 2 && !memcmp(etag.ptr, "v1", 2)));
  usher_page page = {{sizeof page, USHER_ITEM_PAGE}, 0, 0, 0, 0, {0, 0}, USHER_LIT("v1")};
  if (!cursor.len) page.next_cursor = (usher_str)USHER_LIT("2"), page.etag = (usher_str){0, 0};
  return call->host->emit(call, &page.head);
}
static const void *extension(const char *id) {
  static const usher_ext_link link = {sizeof link, 0, begin, resume, NULL};
  static const usher_ext_members members = {sizeof members, 0, list};
  if (strcmp(id, USHER_EXT_MEMBERS) == 0) return &members;
  return strcmp(id, USHER_EXT_LINK) == 0 ? &link : NULL;
}
#define CREATE create
#define EVALUATE evaluate
#define EXTENSION extension
#include "../Mistakes/mistake.h"
