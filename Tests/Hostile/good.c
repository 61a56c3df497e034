/* A plugin that does everything right, and uses everything that the host offers. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "usher_plugin.h"

static usher_status good_evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject);
static usher_status good_create(usher_call *call, usher_str config, void **self);
static const void *good_extension(const char *id);
static usher_status good_load(const usher_host *host);

#define PLUGIN_ID "good"
#define PLUGIN_EVALUATE good_evaluate
#define PLUGIN_CREATE good_create
#define PLUGIN_EXTENSION good_extension
#define PLUGIN_LOAD good_load
#include "test_plugin.h"

static const usher_svc_kv *kv;
static const usher_svc_json *json;
static const usher_svc_site *site;

static usher_status good_load(const usher_host *host) {
  if (!equals(host->product, "usher") || host->service(host, "usher.nonsense/1")) return USHER_E_INTERNAL;
  kv = host->service(host, USHER_SVC_KV);
  json = host->service(host, USHER_SVC_JSON);
  site = host->service(host, USHER_SVC_SITE);
  host->log(host, NULL, USHER_LOG_INFO, text("loaded\x1b[31m and\nwell"));
  return USHER_HAS(kv, list) && USHER_HAS(json, quote) && USHER_HAS(site, claim_url) ? USHER_OK : USHER_E_UNSUPPORTED;
}

static usher_status good_create(usher_call *call, usher_str config, void **self) {
  int32_t type;
  usher_str greeting;
  if (json->get(call, config, text("/greeting"), &type, &greeting) != USHER_OK) return USHER_E_INVALID;
  if (type != USHER_JSON_STRING) return usher_fail(call, USHER_E_CONFIG, 0, text("\"greeting\" must be text"));
  *self = strndup(greeting.ptr ? greeting.ptr : "", greeting.len);
  return USHER_OK;
}

/* {"is": "alice"}: whether the account has this id. */
static usher_status good_evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self;
  int32_t type;
  usher_str wanted;
  usher_status status = json->get(call, requirement, text("/is"), &type, &wanted);
  if (status) return status;
  if (type == USHER_JSON_MISSING) return usher_fail(call, USHER_E_RATE_LIMITED, 5000, text("slow down"));
  if (subject->size < sizeof *subject || subject->pseudonym.len == 0) return USHER_E_INTERNAL;
  if (wanted.len == subject->account_id.len && memcmp(wanted.ptr, subject->account_id.ptr, wanted.len) == 0) {
    usher_evidence e = {{sizeof e, USHER_ITEM_EVIDENCE}, 0, USHER_HOLDS, 60000, 0, 0, 0, {0, 0}, USHER_LIT("{\"seen\":1}")};
    return call->host->emit(call, &e.head);
  }
  return usher_holds_not(call, text("You are somebody else."));
}

/* ---- claims: a code is good while the key "code/<code>" exists; a reservation is the key "claim/<id>" ---- */

static usher_str key_of(usher_call *call, const char *prefix, usher_str id) {
  size_t length = strlen(prefix);
  char *key = call->host->alloc(call, length + id.len);
  memcpy(key, prefix, length);
  memcpy(key + length, id.ptr, id.len);
  usher_str text = {key, length + id.len};
  return text;
}

static usher_status say_claim(usher_call *call, uint32_t state, usher_str room) {
  usher_claim claim = {{sizeof claim, USHER_ITEM_CLAIM}, state, 0, 0, -1, room, USHER_LIT("account-1"), {0, 0}, USHER_LIT("Ann")};
  return call->host->emit(call, &claim.head);
}

static usher_status describe(void *self, usher_call *call, usher_str code) {
  (void)self;
  usher_kv_value value = {sizeof value, 0, 0, {0, 0}};
  usher_status status = kv->get(call, key_of(call, "code/", code), &value);
  if (status == USHER_E_NOT_FOUND) return say_claim(call, USHER_CLAIM_REFUSED, text(""));
  return status ? status : say_claim(call, USHER_CLAIM_OFFERED, value.value);
}

static usher_status reserve(void *self, usher_call *call, usher_str id, usher_str code, const usher_subject *subject) {
  (void)self;
  usher_kv_value value = {sizeof value, 0, 0, {0, 0}};
  usher_status status = kv->get(call, key_of(call, "code/", code), &value);
  if (status == USHER_E_NOT_FOUND) return say_claim(call, USHER_CLAIM_REFUSED, text(""));
  if (status) return status;
  status = kv->put(call, key_of(call, "claim/", id), subject->pseudonym, 0, USHER_KV_ABSENT);
  if (status && status != USHER_E_CONFLICT) return status;
  return say_claim(call, status ? USHER_CLAIM_HELD : USHER_CLAIM_RESERVED, value.value);
}

static usher_status commit(void *self, usher_call *call, usher_str id) {
  (void)self;
  return kv->put(call, key_of(call, "claim/", id), text("committed"), 0, USHER_KV_ANY);
}

static usher_status release(void *self, usher_call *call, usher_str id) {
  (void)self;
  return kv->del(call, key_of(call, "claim/", id), USHER_KV_ANY);
}

static const usher_ext_claim claim_table = {sizeof claim_table, 0, describe, reserve, commit, release};

/* ---- linking ---- */

static usher_status begin(void *self, usher_call *call, const usher_link_start *start) {
  (void)self;
  usher_link_step step = {.head = {sizeof step, USHER_ITEM_LINK_STEP}, .step = USHER_STEP_REDIRECT,
                          .url = start->return_url, .state = start->oauth_state};
  return call->host->emit(call, &step.head);
}

static usher_status resume(void *self, usher_call *call, const usher_link_input *input) {
  (void)self;
  usher_link_step step = {.head = {sizeof step, USHER_ITEM_LINK_STEP}, .step = USHER_STEP_DONE,
                          .account_id = input->state, .account_name = input->query};
  return call->host->emit(call, &step.head);
}

static const usher_ext_link link_table = {sizeof link_table, 0, begin, resume, NULL};

/* ---- actions ---- */

static usher_status say(usher_call *call, char *text) {
  usher_result result = {{sizeof result, USHER_ITEM_RESULT}, {text, strlen(text)}};
  return call->host->emit(call, &result.head);
}

static char *quoted(usher_call *call, usher_str value) {
  usher_str output;
  if (json->quote(call, value, &output)) return NULL;
  char *copy = call->host->alloc(call, output.len + 1);
  memcpy(copy, output.ptr, output.len);
  return copy;
}

/* Says what it was given, in the order and with the types of its signature. */
static usher_status echo(void *self, usher_call *call, usher_arg_b b, usher_arg_i i, usher_arg_d d, usher_arg_s s,
                         usher_arg_y y, usher_arg_j j, usher_arg_i_opt i_opt, usher_arg_s_opt s_opt) {
  char *line = call->host->alloc(call, 4096 + 2 * s.len + y.len * 2 + j.len);
  char hex[512] = "";
  for (size_t at = 0; at < y.len && at < 250; at++) sprintf(hex + 2 * at, "%02x", (unsigned char)y.ptr[at]);
  char number[32] = "null";
  if (i_opt) sprintf(number, "%lld", (long long)*i_opt);
  sprintf(line, "{\"b\":%u,\"i\":%lld,\"d\":%.17g,\"s\":%s,\"y\":\"%s\",\"j\":%.*s,\"i_opt\":%s,\"s_opt\":%s,\"self\":%s}", b,
          (long long)i, d, quoted(call, s), hex, (int)j.len, j.ptr, number, s_opt ? quoted(call, *s_opt) : "null",
          quoted(call, text(self)));
  return say(call, line);
}

static usher_status echo_options(void *self, usher_call *call, usher_arg_b_opt b, usher_arg_d_opt d, usher_arg_y_opt y,
                                 usher_arg_j_opt j) {
  (void)self;
  char *line = call->host->alloc(call, 512);
  sprintf(line, "[%s,%g,%zu,%.*s]", b ? (*b ? "true" : "false") : "null", d ? *d : -1.5, y ? y->len : 999,
          j ? (int)j->len : 4, j ? j->ptr : "null");
  return say(call, line);
}

static usher_status put(void *self, usher_call *call, usher_str key, usher_str value) {
  (void)self;
  return kv->put(call, key, value, 0, USHER_KV_ANY);
}

/* The keys after "" with a prefix, as a JSON list. */
static usher_status keys(void *self, usher_call *call, usher_str prefix, const int64_t *limit) {
  (void)self;
  const usher_str *found;
  uint32_t count;
  usher_status status = kv->list(call, prefix, text(""), limit ? (uint32_t)*limit : 100, &found, &count);
  if (status) return status;
  char *line = call->host->alloc(call, 1 << 20);
  strcat(line, "[");
  for (uint32_t at = 0; at < count; at++) {
    if (at) strcat(line, ",");
    strcat(line, quoted(call, found[at]));
  }
  return say(call, strcat(line, "]"));
}

static usher_status url(void *self, usher_call *call, usher_str code) {
  (void)self;
  usher_str address;
  usher_status status = site->claim_url(call, code, &address);
  return status ? status : say(call, quoted(call, address));
}

/* Time, randomness and the rest of the host's table, as numbers that a test can check. */
static usher_status senses(void *self, usher_call *call) {
  (void)self;
  const usher_host *host = call->host;
  unsigned char random[64] = {0};
  int zeros = 0;
  if (host->random(host, random, sizeof random)) return USHER_E_INTERNAL;
  for (size_t at = 0; at < sizeof random; at++) zeros += random[at] == 0;
  char *line = host->alloc(call, 256);
  sprintf(line, "{\"unix\":%lld,\"mono\":%lld,\"left\":%lld,\"zeros\":%d,\"over\":%d}", (long long)host->unix_ms(host),
          (long long)host->mono_ms(host), (long long)host->remaining_ms(call), zeros, host->alloc(call, 1 << 30) == NULL);
  return say(call, line);
}

static usher_status nothing(void *self, usher_call *call) {
  (void)self, (void)call;
  return USHER_OK;
}

static const usher_action echo_action = {
    sizeof(usher_action), USHER_ACTION_READ_ONLY, USHER_LIT("echo"), USHER_LIT("Echo"),
    USHER_LIT("b b, i i, d d, s s, y y, j j, i2 i_opt, s2 s_opt"), {0, 0}, (void (*)(void))&echo};
static const usher_action echo_options_action = {
    sizeof(usher_action), 0, USHER_LIT("echo_options"), USHER_LIT("Echo options"),
    USHER_LIT("b b_opt, d d_opt, y y_opt, j j_opt"), {0, 0}, (void (*)(void))&echo_options};
static const usher_action put_action =
    USHER_ACTION2("put", "Store a value", USHER_ACTION_DESTRUCTIVE, put, key, s, value, s);
static const usher_action keys_action = USHER_ACTION2("keys", "List keys", 0, keys, prefix, s, limit, i_opt);
static const usher_action url_action = USHER_ACTION1("url", "Claim address", 0, url, code, s);
static const usher_action senses_action = USHER_ACTION0("senses", "What the host says", 0, senses);
static const usher_action nothing_action = USHER_ACTION0("nothing", "Says nothing", 0, nothing);
static const usher_action *const actions[] = {&echo_action, &echo_options_action, &put_action, &keys_action,
                                              &url_action,  &senses_action,       &nothing_action};
static const usher_ext_actions actions_table = {sizeof actions_table, 7, actions};

static const void *good_extension(const char *id) {
  if (strcmp(id, USHER_EXT_CLAIM) == 0) return &claim_table;
  if (strcmp(id, USHER_EXT_LINK) == 0) return &link_table;
  if (strcmp(id, USHER_EXT_ACTIONS) == 0) return &actions_table;
  return NULL;
}
