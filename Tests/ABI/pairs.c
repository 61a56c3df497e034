/* A plugin that touches every struct of the header, for tries of old plugins at new hosts and the reverse. Whatever it was
 * compiled with, it must say the same; only the question {"do": "grown"} asks for what a later version appended. */
#include "usher_plugin.h"
#include <stdlib.h>
#include <string.h>

static const usher_host *process_host;
static char instance;

static usher_str text(const char *literal) { return (usher_str){literal, strlen(literal)}; }

static const void *service(usher_call *call, const char *id) { return call->host->service(call->host, id); }

static usher_str member(usher_call *call, usher_str json, const char *pointer) {
  const usher_svc_json *reader = service(call, USHER_SVC_JSON);
  usher_str found = {0, 0};
  int32_t type = 0;
  if (!USHER_HAS(reader, get) || reader->get(call, json, text(pointer), &type, &found)) return (usher_str){0, 0};
  return found;
}

static int is(usher_str value, const char *literal) {
  return value.len == strlen(literal) && !memcmp(value.ptr, literal, value.len);
}

static usher_status load(const usher_host *host) {
  process_host = host;
  host->log(host, NULL, USHER_LOG_INFO, host->product);
  return USHER_OK;
}

static usher_status create(usher_call *call, usher_str config, void **self) {
  if (is(member(call, config, "/fail"), "yes")) return usher_fail(call, USHER_E_CONFIG, 7, text("fail: must not be yes"));
  *self = &instance;
  return USHER_OK;
}

static void destroy(void *self) { (void)self; }

/* Structs that the host fills, each with a fence behind it: nobody may write beyond `size`. */
static usher_status services(usher_call *call) {
  struct { usher_kv_value value; uint64_t fence; } kept = {{0}, 0xfefefefe};
  struct { usher_http_response answer; uint64_t fence; } got = {{0}, 0xfefefefe};
  const usher_svc_kv *kv = service(call, USHER_SVC_KV);
  const usher_svc_http *http = service(call, USHER_SVC_HTTP);
  const usher_svc_secrets *secrets = service(call, USHER_SVC_SECRETS);
  if (!USHER_HAS(kv, list) || !USHER_HAS(http, perform_many) || !USHER_HAS(secrets, hmac_verify)) return USHER_E_UNSUPPORTED;
  kept.value.size = sizeof kept.value;
  got.answer.size = sizeof got.answer;
  usher_status status = kv->put(call, text("key"), text("value"), 0, USHER_KV_ANY);
  if (!status) status = kv->get(call, text("key"), &kept.value);
  if (status) return status;
  const usher_str headers[] = {USHER_LIT("accept"), USHER_LIT("text/plain")};
  usher_http_request request = {0};
  request.size = sizeof request;
  request.header_count = 1;
  request.headers = headers;
  request.url = text("https://api.example.com/x");
  request.auth_secret_key = text("config/token");
  const usher_http_request *requests[] = {&request};
  usher_http_response *answers[] = {&got.answer};
  status = http->perform_many(call, requests, answers, &(usher_status){0}, 1);
  if (!status) status = http->perform(call, &request, &got.answer);
  if (status) return status;
  if (kept.fence != 0xfefefefe || got.fence != 0xfefefefe) return usher_fail(call, USHER_E_INTERNAL, 0, text("overrun"));
  if (kept.value.size != sizeof kept.value || got.answer.size != sizeof got.answer) return USHER_E_INTERNAL;
  if (!is(kept.value.value, "value") || got.answer.status != 203 || got.answer.header_count != 1) return USHER_E_INTERNAL;
  return usher_holds_not(call, got.answer.body);
}

/* The sum of what a later version appended to what the host passed and filled. */
static usher_status grown(usher_call *call, const usher_subject *subject) {
#if USHER_ABI_MINOR > 0
  if (USHER_HAS(call->host, grown_2) && subject->size >= sizeof *subject && subject->grown_2 == call->host->grown_2)
    return usher_holds_not(call, text("grown"));
#endif
  (void)subject;
  return usher_holds_not(call, text("not grown"));
}

static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self;
  usher_str what = member(call, requirement, "/do");
  if (is(what, "services")) return services(call);
  if (is(what, "grown")) return grown(call, subject);
  if (is(what, "fail")) return usher_fail(call, USHER_E_RATE_LIMITED, 30000, text("slow down"));
  usher_evidence evidence = {0};
  evidence.head = (usher_item){sizeof evidence, USHER_ITEM_EVIDENCE};
  evidence.finding = subject->secret_key.len ? USHER_HOLDS : USHER_HOLDS_NOT;
  evidence.good_for_ms = call->host->remaining_ms(call);
  evidence.reason = subject->account_id;
  evidence.facts_json = subject->link_json;
  return call->host->emit(call, &evidence.head);
}

static usher_status evaluate_batch(void *self, usher_call *call, usher_str requirement, const usher_subject *const *subjects,
                                   uint32_t count) {
  (void)self, (void)requirement;
  for (uint32_t i = 0; i < count; i++) {
    usher_evidence evidence = {0};
    evidence.head = (usher_item){sizeof evidence, USHER_ITEM_EVIDENCE};
    evidence.index = i;
    evidence.finding = USHER_HOLDS;
    evidence.reason = subjects[i]->account_id;
    usher_status status = call->host->emit(call, &evidence.head);
    if (status) return status;
  }
  return USHER_OK;
}

static usher_status members(void *self, usher_call *call, usher_str requirement, usher_str cursor, usher_str etag) {
  (void)self, (void)requirement;
  usher_member one = {0};
  one.head = (usher_item){sizeof one, USHER_ITEM_MEMBER};
  one.account_id = cursor.len ? cursor : text("first");
  usher_page page = {0};
  page.head = (usher_item){sizeof page, USHER_ITEM_PAGE};
  page.flags = USHER_PAGE_AUTHORITATIVE;
  if (!cursor.len) page.next_cursor = text("second");
  page.etag = etag;
  usher_status status = call->host->emit(call, &one.head);
  return status ? status : call->host->emit(call, &page.head);
}

static usher_status groups(void *self, usher_call *call, usher_str parent, usher_str query, usher_str cursor) {
  (void)self, (void)cursor;
  usher_group group = {0};
  group.head = (usher_item){sizeof group, USHER_ITEM_GROUP};
  group.id = parent;
  group.name = query;
  usher_page page = {0};
  page.head = (usher_item){sizeof page, USHER_ITEM_PAGE};
  usher_status status = call->host->emit(call, &group.head);
  return status ? status : call->host->emit(call, &page.head);
}

static usher_status webhook(void *self, usher_call *call, const usher_webhook *request) {
  (void)self;
  const usher_svc_secrets *secrets = service(call, USHER_SVC_SECRETS);
  usher_status status = secrets->hmac_verify(call, text("config/token"), text("sha256"), request->body, request->headers[1]);
  if (status) return status;
  usher_event event = {0};
  event.head = (usher_item){sizeof event, USHER_ITEM_EVENT};
  event.event = USHER_EVENT_ACCOUNT;
  event.account_id = request->query;
  usher_reply reply = {0};
  reply.head = (usher_item){sizeof reply, USHER_ITEM_REPLY};
  reply.http_status = 200;
  status = call->host->emit(call, &event.head);
  return status ? status : call->host->emit(call, &reply.head);
}

static usher_status begin(void *self, usher_call *call, const usher_link_start *start) {
  (void)self;
  usher_link_step step = {0};
  step.head = (usher_item){sizeof step, USHER_ITEM_LINK_STEP};
  step.step = USHER_STEP_REDIRECT;
  step.url = start->return_url;
  step.state = start->pkce_challenge;
  return call->host->emit(call, &step.head);
}

static usher_status resume(void *self, usher_call *call, const usher_link_input *input) {
  (void)self;
  usher_link_step step = {0};
  step.head = (usher_item){sizeof step, USHER_ITEM_LINK_STEP};
  step.step = USHER_STEP_DONE;
  step.account_id = input->query;
  step.secret = input->pkce_verifier;
  return call->host->emit(call, &step.head);
}

static usher_status describe(void *self, usher_call *call, usher_str code) {
  (void)self;
  usher_claim claim = {0};
  claim.head = (usher_item){sizeof claim, USHER_ITEM_CLAIM};
  claim.state = USHER_CLAIM_OFFERED;
  claim.uses_left = -1;
  claim.room = code;
  return call->host->emit(call, &claim.head);
}

static usher_status reserve(void *self, usher_call *call, usher_str claim_id, usher_str code, const usher_subject *subject) {
  (void)claim_id, (void)subject;
  return describe(self, call, code);
}

static usher_status settle(void *self, usher_call *call, usher_str claim_id) {
  (void)self, (void)call, (void)claim_id;
  return USHER_OK;
}

static usher_status greet(void *self, usher_call *call, usher_str name) {
  (void)self;
  const usher_svc_json *json = service(call, USHER_SVC_JSON);
  usher_result result = {0};
  result.head = (usher_item){sizeof result, USHER_ITEM_RESULT};
  usher_status status = json->quote(call, name, &result.json);
  return status ? status : call->host->emit(call, &result.head);
}

static const void *extension(const char *id) {
  static const usher_ext_batch batch = {.size = sizeof batch, .evaluate = evaluate_batch};
  static const usher_ext_members member_list = {.size = sizeof member_list, .list = members};
  static const usher_ext_groups group_list = {.size = sizeof group_list, .list = groups};
  static const usher_ext_webhook hook = {.size = sizeof hook, .handle = webhook};
  static const usher_ext_link link = {.size = sizeof link, .begin = begin, .resume = resume};
  static const usher_ext_claim claim = {
      .size = sizeof claim, .describe = describe, .reserve = reserve, .commit = settle, .release = settle};
  static const usher_action greeting = USHER_ACTION1("greet", "Greet", USHER_ACTION_READ_ONLY, greet, name, s);
  static const usher_action *const list[] = {&greeting};
  static const usher_ext_actions actions = {.size = sizeof actions, .count = 1, .actions = list};
  if (!strcmp(id, USHER_EXT_BATCH)) return &batch;
  if (!strcmp(id, USHER_EXT_MEMBERS)) return &member_list;
  if (!strcmp(id, USHER_EXT_GROUPS)) return &group_list;
  if (!strcmp(id, USHER_EXT_WEBHOOK)) return &hook;
  if (!strcmp(id, USHER_EXT_LINK)) return &link;
  if (!strcmp(id, USHER_EXT_CLAIM)) return &claim;
  if (!strcmp(id, USHER_EXT_ACTIONS)) return &actions;
  return NULL;
}

const usher_plugin *usher_plugin_v1(void) {
  static const usher_plugin plugin = {
      .size = sizeof plugin, .abi_major = USHER_ABI_MAJOR, .abi_minor = USHER_ABI_MINOR, .max_concurrency = 1,
      .manifest_json = USHER_LIT("{\"usher\":1,\"id\":\"pairs\",\"name\":\"Pairs\",\"version\":\"1.0.0\","
                                 "\"permissions\":{\"http\":[\"https://api.example.com\"],\"secrets\":true,\"webhook\":true}}"),
      .load = load, .create = create, .destroy = destroy, .evaluate = evaluate, .extension = extension};
  return &plugin;
}
