/*
 * The layout of usher_plugin.h 1.0, as `layout.py write` makes it of the header. It does not compile when a member moves,
 * changes its type or a number changes its meaning, so that a plugin built against 1.0 can be loaded by every later
 * version (rule R1). Only C11 is used; nothing here ends up in a binary.
 *
 * Once 1.0 is released this file is never made again: the next minor version gets one of its own beside it, and both must
 * compile against the newest header.
 */
#include "usher_plugin.h"

_Static_assert(sizeof(void *) == 8 && sizeof(size_t) == 8 && sizeof(double) == 8, "Usher's plugins are 64-bit");
_Static_assert(USHER_ABI_MAJOR == 1, "another major version has another header and another entry symbol");

/* A struct may only grow, and only together with the minor version; its alignment never changes. */
#if USHER_ABI_MINOR == 0
#define SIZE(type, bytes) SIZE_FROZEN(type, bytes)
#else
#define SIZE(type, bytes) _Static_assert(sizeof(type) >= (bytes), "struct " #type " has shrunk")
#endif
#define SIZE_FROZEN(type, bytes) _Static_assert(sizeof(type) == (bytes), "struct " #type " has another size")
#define ALIGNMENT(type, bytes) _Static_assert(_Alignof(type) == (bytes), "struct " #type " has another alignment")

/* A member has its place and its type; for a function this is its whole signature. */
#define FIELD(type, member, offset, ...)                                                             \
  _Static_assert(offsetof(type, member) == (offset), "struct " #type ": " #member " has moved");     \
  _Static_assert(_Generic(((type *)0)->member, __VA_ARGS__: 1, default: 0), "struct " #type ": " #member " has another type")

#define VALUE(name, number) _Static_assert((name) == (number), #name " has another value")
#define TYPE(name, ...) _Static_assert(_Generic(*(name *)0, __VA_ARGS__: 1, default: 0), #name " is another type")
#define FUNCTION(name, ...) _Static_assert(_Generic(&name, __VA_ARGS__: 1, default: 0), #name "() has another type")

SIZE_FROZEN(usher_str, 16);
ALIGNMENT(usher_str, 8);
FIELD(usher_str, ptr, 0, const char *);
FIELD(usher_str, len, 8, size_t);

SIZE_FROZEN(usher_item, 8);
ALIGNMENT(usher_item, 4);
FIELD(usher_item, size, 0, uint32_t);
FIELD(usher_item, kind, 4, uint32_t);

SIZE_FROZEN(usher_call, 8);
ALIGNMENT(usher_call, 8);
FIELD(usher_call, host, 0, const usher_host *);

SIZE(usher_host, 112);
ALIGNMENT(usher_host, 8);
FIELD(usher_host, size, 0, uint32_t);
FIELD(usher_host, abi_major, 4, uint16_t);
FIELD(usher_host, abi_minor, 6, uint16_t);
FIELD(usher_host, product, 8, usher_str);
FIELD(usher_host, version, 24, usher_str);
FIELD(usher_host, service, 40, const void *(*)(const usher_host *, const char *));
FIELD(usher_host, log, 48, void (*)(const usher_host *, usher_call *, int32_t, usher_str));
FIELD(usher_host, unix_ms, 56, int64_t (*)(const usher_host *));
FIELD(usher_host, mono_ms, 64, int64_t (*)(const usher_host *));
FIELD(usher_host, random, 72, usher_status (*)(const usher_host *, void *, size_t));
FIELD(usher_host, remaining_ms, 80, int64_t (*)(usher_call *));
FIELD(usher_host, alloc, 88, void *(*)(usher_call *, size_t));
FIELD(usher_host, emit, 96, usher_status (*)(usher_call *, const usher_item *));
FIELD(usher_host, reclaim, 104, void (*)(usher_call *));

SIZE(usher_error, 40);
ALIGNMENT(usher_error, 8);
FIELD(usher_error, head, 0, usher_item);
FIELD(usher_error, status, 8, int32_t);
FIELD(usher_error, flags, 12, uint32_t);
FIELD(usher_error, retry_after_ms, 16, int64_t);
FIELD(usher_error, message, 24, usher_str);

SIZE(usher_evidence, 72);
ALIGNMENT(usher_evidence, 8);
FIELD(usher_evidence, head, 0, usher_item);
FIELD(usher_evidence, index, 8, uint32_t);
FIELD(usher_evidence, finding, 12, int32_t);
FIELD(usher_evidence, good_for_ms, 16, int64_t);
FIELD(usher_evidence, retry_after_ms, 24, int64_t);
FIELD(usher_evidence, flags, 32, uint32_t);
FIELD(usher_evidence, reserved, 36, uint32_t);
FIELD(usher_evidence, reason, 40, usher_str);
FIELD(usher_evidence, facts_json, 56, usher_str);

SIZE(usher_subject, 88);
ALIGNMENT(usher_subject, 8);
FIELD(usher_subject, size, 0, uint32_t);
FIELD(usher_subject, flags, 4, uint32_t);
FIELD(usher_subject, account_id, 8, usher_str);
FIELD(usher_subject, account_name, 24, usher_str);
FIELD(usher_subject, link_json, 40, usher_str);
FIELD(usher_subject, pseudonym, 56, usher_str);
FIELD(usher_subject, secret_key, 72, usher_str);

SIZE(usher_plugin, 80);
ALIGNMENT(usher_plugin, 8);
FIELD(usher_plugin, size, 0, uint32_t);
FIELD(usher_plugin, abi_major, 4, uint16_t);
FIELD(usher_plugin, abi_minor, 6, uint16_t);
FIELD(usher_plugin, min_host_minor, 8, uint16_t);
FIELD(usher_plugin, reserved, 10, uint16_t);
FIELD(usher_plugin, max_concurrency, 12, uint32_t);
FIELD(usher_plugin, manifest_json, 16, usher_str);
FIELD(usher_plugin, load, 32, usher_status (*)(const usher_host *));
FIELD(usher_plugin, unload, 40, void (*)(void));
FIELD(usher_plugin, create, 48, usher_status (*)(usher_call *, usher_str, void **));
FIELD(usher_plugin, destroy, 56, void (*)(void *));
FIELD(usher_plugin, evaluate, 64, usher_status (*)(void *, usher_call *, usher_str, const usher_subject *));
FIELD(usher_plugin, extension, 72, const void *(*)(const char *));

SIZE(usher_ext_batch, 16);
ALIGNMENT(usher_ext_batch, 8);
FIELD(usher_ext_batch, size, 0, uint32_t);
FIELD(usher_ext_batch, max_subjects, 4, uint32_t);
FIELD(usher_ext_batch, evaluate, 8, usher_status (*)(void *, usher_call *, usher_str, const usher_subject *const *, uint32_t));

SIZE(usher_member, 56);
ALIGNMENT(usher_member, 8);
FIELD(usher_member, head, 0, usher_item);
FIELD(usher_member, account_id, 8, usher_str);
FIELD(usher_member, account_name, 24, usher_str);
FIELD(usher_member, facts_json, 40, usher_str);

SIZE(usher_page, 64);
ALIGNMENT(usher_page, 8);
FIELD(usher_page, head, 0, usher_item);
FIELD(usher_page, flags, 8, uint32_t);
FIELD(usher_page, reserved, 12, uint32_t);
FIELD(usher_page, total_hint, 16, int64_t);
FIELD(usher_page, good_for_ms, 24, int64_t);
FIELD(usher_page, next_cursor, 32, usher_str);
FIELD(usher_page, etag, 48, usher_str);

SIZE(usher_ext_members, 16);
ALIGNMENT(usher_ext_members, 8);
FIELD(usher_ext_members, size, 0, uint32_t);
FIELD(usher_ext_members, reserved, 4, uint32_t);
FIELD(usher_ext_members, list, 8, usher_status (*)(void *, usher_call *, usher_str, usher_str, usher_str));

SIZE(usher_group, 120);
ALIGNMENT(usher_group, 8);
FIELD(usher_group, head, 0, usher_item);
FIELD(usher_group, flags, 8, uint32_t);
FIELD(usher_group, reserved, 12, uint32_t);
FIELD(usher_group, member_hint, 16, int64_t);
FIELD(usher_group, id, 24, usher_str);
FIELD(usher_group, name, 40, usher_str);
FIELD(usher_group, kind, 56, usher_str);
FIELD(usher_group, description, 72, usher_str);
FIELD(usher_group, icon_url, 88, usher_str);
FIELD(usher_group, requirement_json, 104, usher_str);

SIZE(usher_ext_groups, 16);
ALIGNMENT(usher_ext_groups, 8);
FIELD(usher_ext_groups, size, 0, uint32_t);
FIELD(usher_ext_groups, reserved, 4, uint32_t);
FIELD(usher_ext_groups, list, 8, usher_status (*)(void *, usher_call *, usher_str, usher_str, usher_str));

SIZE(usher_event, 72);
ALIGNMENT(usher_event, 8);
FIELD(usher_event, head, 0, usher_item);
FIELD(usher_event, event, 8, uint32_t);
FIELD(usher_event, flags, 12, uint32_t);
FIELD(usher_event, at_unix_ms, 16, int64_t);
FIELD(usher_event, account_id, 24, usher_str);
FIELD(usher_event, group_id, 40, usher_str);
FIELD(usher_event, dedupe_id, 56, usher_str);

SIZE(usher_webhook, 56);
ALIGNMENT(usher_webhook, 8);
FIELD(usher_webhook, size, 0, uint32_t);
FIELD(usher_webhook, header_count, 4, uint32_t);
FIELD(usher_webhook, query, 8, usher_str);
FIELD(usher_webhook, headers, 24, const usher_str *);
FIELD(usher_webhook, body, 32, usher_str);
FIELD(usher_webhook, at_unix_ms, 48, int64_t);

SIZE(usher_reply, 48);
ALIGNMENT(usher_reply, 8);
FIELD(usher_reply, head, 0, usher_item);
FIELD(usher_reply, http_status, 8, uint32_t);
FIELD(usher_reply, reserved, 12, uint32_t);
FIELD(usher_reply, content_type, 16, usher_str);
FIELD(usher_reply, body, 32, usher_str);

SIZE(usher_ext_webhook, 16);
ALIGNMENT(usher_ext_webhook, 8);
FIELD(usher_ext_webhook, size, 0, uint32_t);
FIELD(usher_ext_webhook, reserved, 4, uint32_t);
FIELD(usher_ext_webhook, handle, 8, usher_status (*)(void *, usher_call *, const usher_webhook *));

SIZE(usher_ext_watch, 16);
ALIGNMENT(usher_ext_watch, 8);
FIELD(usher_ext_watch, size, 0, uint32_t);
FIELD(usher_ext_watch, reserved, 4, uint32_t);
FIELD(usher_ext_watch, run, 8, usher_status (*)(void *, usher_call *));

SIZE(usher_ext_health, 16);
ALIGNMENT(usher_ext_health, 8);
FIELD(usher_ext_health, size, 0, uint32_t);
FIELD(usher_ext_health, reserved, 4, uint32_t);
FIELD(usher_ext_health, check, 8, usher_status (*)(void *, usher_call *));

SIZE(usher_link_start, 88);
ALIGNMENT(usher_link_start, 8);
FIELD(usher_link_start, size, 0, uint32_t);
FIELD(usher_link_start, flags, 4, uint32_t);
FIELD(usher_link_start, flow_id, 8, usher_str);
FIELD(usher_link_start, return_url, 24, usher_str);
FIELD(usher_link_start, oauth_state, 40, usher_str);
FIELD(usher_link_start, pkce_challenge, 56, usher_str);
FIELD(usher_link_start, locale, 72, usher_str);

SIZE(usher_link_input, 120);
ALIGNMENT(usher_link_input, 8);
FIELD(usher_link_input, size, 0, uint32_t);
FIELD(usher_link_input, input, 4, uint32_t);
FIELD(usher_link_input, flow_id, 8, usher_str);
FIELD(usher_link_input, return_url, 24, usher_str);
FIELD(usher_link_input, state, 40, usher_str);
FIELD(usher_link_input, query, 56, usher_str);
FIELD(usher_link_input, form_json, 72, usher_str);
FIELD(usher_link_input, pkce_verifier, 88, usher_str);
FIELD(usher_link_input, locale, 104, usher_str);

SIZE(usher_link_step, 160);
ALIGNMENT(usher_link_step, 8);
FIELD(usher_link_step, head, 0, usher_item);
FIELD(usher_link_step, step, 8, uint32_t);
FIELD(usher_link_step, flags, 12, uint32_t);
FIELD(usher_link_step, poll_after_ms, 16, int64_t);
FIELD(usher_link_step, expires_ms, 24, int64_t);
FIELD(usher_link_step, url, 32, usher_str);
FIELD(usher_link_step, form_json, 48, usher_str);
FIELD(usher_link_step, message, 64, usher_str);
FIELD(usher_link_step, state, 80, usher_str);
FIELD(usher_link_step, account_id, 96, usher_str);
FIELD(usher_link_step, account_name, 112, usher_str);
FIELD(usher_link_step, link_json, 128, usher_str);
FIELD(usher_link_step, secret, 144, usher_str);

SIZE(usher_ext_link, 32);
ALIGNMENT(usher_ext_link, 8);
FIELD(usher_ext_link, size, 0, uint32_t);
FIELD(usher_ext_link, reserved, 4, uint32_t);
FIELD(usher_ext_link, begin, 8, usher_status (*)(void *, usher_call *, const usher_link_start *));
FIELD(usher_ext_link, resume, 16, usher_status (*)(void *, usher_call *, const usher_link_input *));
FIELD(usher_ext_link, unlink, 24, usher_status (*)(void *, usher_call *, const usher_subject *));

SIZE(usher_claim, 96);
ALIGNMENT(usher_claim, 8);
FIELD(usher_claim, head, 0, usher_item);
FIELD(usher_claim, state, 8, uint32_t);
FIELD(usher_claim, flags, 12, uint32_t);
FIELD(usher_claim, expires_unix_ms, 16, int64_t);
FIELD(usher_claim, uses_left, 24, int64_t);
FIELD(usher_claim, room, 32, usher_str);
FIELD(usher_claim, account_id, 48, usher_str);
FIELD(usher_claim, account_name, 64, usher_str);
FIELD(usher_claim, from, 80, usher_str);

SIZE(usher_ext_claim, 40);
ALIGNMENT(usher_ext_claim, 8);
FIELD(usher_ext_claim, size, 0, uint32_t);
FIELD(usher_ext_claim, reserved, 4, uint32_t);
FIELD(usher_ext_claim, describe, 8, usher_status (*)(void *, usher_call *, usher_str));
FIELD(usher_ext_claim, reserve, 16, usher_status (*)(void *, usher_call *, usher_str, usher_str, const usher_subject *));
FIELD(usher_ext_claim, commit, 24, usher_status (*)(void *, usher_call *, usher_str));
FIELD(usher_ext_claim, release, 32, usher_status (*)(void *, usher_call *, usher_str));

SIZE(usher_result, 24);
ALIGNMENT(usher_result, 8);
FIELD(usher_result, head, 0, usher_item);
FIELD(usher_result, json, 8, usher_str);

SIZE(usher_action, 80);
ALIGNMENT(usher_action, 8);
FIELD(usher_action, size, 0, uint32_t);
FIELD(usher_action, flags, 4, uint32_t);
FIELD(usher_action, id, 8, usher_str);
FIELD(usher_action, title, 24, usher_str);
FIELD(usher_action, signature, 40, usher_str);
FIELD(usher_action, help_json, 56, usher_str);
FIELD(usher_action, function, 72, void (*)(void));

SIZE(usher_ext_actions, 16);
ALIGNMENT(usher_ext_actions, 8);
FIELD(usher_ext_actions, size, 0, uint32_t);
FIELD(usher_ext_actions, count, 4, uint32_t);
FIELD(usher_ext_actions, actions, 8, const usher_action *const *);

SIZE(usher_kv_value, 32);
ALIGNMENT(usher_kv_value, 8);
FIELD(usher_kv_value, size, 0, uint32_t);
FIELD(usher_kv_value, reserved, 4, uint32_t);
FIELD(usher_kv_value, version, 8, uint64_t);
FIELD(usher_kv_value, value, 16, usher_str);

SIZE(usher_svc_kv, 40);
ALIGNMENT(usher_svc_kv, 8);
FIELD(usher_svc_kv, size, 0, uint32_t);
FIELD(usher_svc_kv, reserved, 4, uint32_t);
FIELD(usher_svc_kv, get, 8, usher_status (*)(usher_call *, usher_str, usher_kv_value *));
FIELD(usher_svc_kv, put, 16, usher_status (*)(usher_call *, usher_str, usher_str, int64_t, uint64_t));
FIELD(usher_svc_kv, del, 24, usher_status (*)(usher_call *, usher_str, uint64_t));
FIELD(usher_svc_kv, list, 32, usher_status (*)(usher_call *, usher_str, usher_str, uint32_t, const usher_str **, uint32_t *));

SIZE(usher_http_request, 112);
ALIGNMENT(usher_http_request, 8);
FIELD(usher_http_request, size, 0, uint32_t);
FIELD(usher_http_request, flags, 4, uint32_t);
FIELD(usher_http_request, header_count, 8, uint32_t);
FIELD(usher_http_request, timeout_ms, 12, uint32_t);
FIELD(usher_http_request, max_body, 16, uint64_t);
FIELD(usher_http_request, method, 24, usher_str);
FIELD(usher_http_request, url, 40, usher_str);
FIELD(usher_http_request, headers, 56, const usher_str *);
FIELD(usher_http_request, body, 64, usher_str);
FIELD(usher_http_request, auth_scheme, 80, usher_str);
FIELD(usher_http_request, auth_secret_key, 96, usher_str);

SIZE(usher_http_response, 64);
ALIGNMENT(usher_http_response, 8);
FIELD(usher_http_response, size, 0, uint32_t);
FIELD(usher_http_response, status, 4, uint32_t);
FIELD(usher_http_response, flags, 8, uint32_t);
FIELD(usher_http_response, header_count, 12, uint32_t);
FIELD(usher_http_response, retry_after_ms, 16, int64_t);
FIELD(usher_http_response, headers, 24, const usher_str *);
FIELD(usher_http_response, body, 32, usher_str);
FIELD(usher_http_response, final_url, 48, usher_str);

SIZE(usher_svc_http, 24);
ALIGNMENT(usher_svc_http, 8);
FIELD(usher_svc_http, size, 0, uint32_t);
FIELD(usher_svc_http, reserved, 4, uint32_t);
FIELD(usher_svc_http, perform, 8, usher_status (*)(usher_call *, const usher_http_request *, usher_http_response *));
FIELD(usher_svc_http, perform_many, 16, usher_status (*)(usher_call *, const usher_http_request *const *,
      usher_http_response *const *, usher_status *, uint32_t));

SIZE(usher_svc_secrets, 40);
ALIGNMENT(usher_svc_secrets, 8);
FIELD(usher_svc_secrets, size, 0, uint32_t);
FIELD(usher_svc_secrets, reserved, 4, uint32_t);
FIELD(usher_svc_secrets, get, 8, usher_status (*)(usher_call *, usher_str, usher_str *));
FIELD(usher_svc_secrets, put, 16, usher_status (*)(usher_call *, usher_str, usher_str));
FIELD(usher_svc_secrets, del, 24, usher_status (*)(usher_call *, usher_str));
FIELD(usher_svc_secrets, hmac_verify, 32, usher_status (*)(usher_call *, usher_str, usher_str, usher_str, usher_str));

SIZE(usher_svc_net, 16);
ALIGNMENT(usher_svc_net, 8);
FIELD(usher_svc_net, size, 0, uint32_t);
FIELD(usher_svc_net, reserved, 4, uint32_t);
FIELD(usher_svc_net, connect_tcp, 8, usher_status (*)(usher_call *, usher_str, uint16_t, int32_t *));

SIZE(usher_svc_json, 40);
ALIGNMENT(usher_svc_json, 8);
FIELD(usher_svc_json, size, 0, uint32_t);
FIELD(usher_svc_json, reserved, 4, uint32_t);
FIELD(usher_svc_json, get, 8, usher_status (*)(usher_call *, usher_str, usher_str, int32_t *, usher_str *));
FIELD(usher_svc_json, count, 16, usher_status (*)(usher_call *, usher_str, usher_str, uint32_t *));
FIELD(usher_svc_json, quote, 24, usher_status (*)(usher_call *, usher_str, usher_str *));
FIELD(usher_svc_json, members, 32, usher_status (*)(usher_call *, usher_str, usher_str, const usher_str **, uint32_t *));

SIZE(usher_svc_site, 16);
ALIGNMENT(usher_svc_site, 8);
FIELD(usher_svc_site, size, 0, uint32_t);
FIELD(usher_svc_site, reserved, 4, uint32_t);
FIELD(usher_svc_site, claim_url, 8, usher_status (*)(usher_call *, usher_str, usher_str *));

VALUE(USHER_OK, 0);
VALUE(USHER_E_INVALID, -1);
VALUE(USHER_E_UNSUPPORTED, -2);
VALUE(USHER_E_CONFIG, -3);
VALUE(USHER_E_RELINK, -4);
VALUE(USHER_E_RATE_LIMITED, -5);
VALUE(USHER_E_UPSTREAM, -6);
VALUE(USHER_E_TIMEOUT, -7);
VALUE(USHER_E_CANCELLED, -8);
VALUE(USHER_E_POLICY, -9);
VALUE(USHER_E_LIMIT, -10);
VALUE(USHER_E_NOT_FOUND, -11);
VALUE(USHER_E_CONFLICT, -12);
VALUE(USHER_E_INTERNAL, -13);
VALUE(USHER_UNKNOWN, 0);
VALUE(USHER_HOLDS, 26735);
VALUE(USHER_HOLDS_NOT, 28271);
VALUE(USHER_LOG_DEBUG, 1);
VALUE(USHER_LOG_INFO, 2);
VALUE(USHER_LOG_WARN, 3);
VALUE(USHER_LOG_ERROR, 4);
VALUE(USHER_ITEM_ERROR, 1);
VALUE(USHER_ITEM_EVIDENCE, 2);
VALUE(USHER_ITEM_LINK_STEP, 3);
VALUE(USHER_ITEM_RESULT, 4);
VALUE(USHER_ITEM_CLAIM, 5);
VALUE(USHER_ITEM_MEMBER, 6);
VALUE(USHER_ITEM_PAGE, 7);
VALUE(USHER_ITEM_GROUP, 8);
VALUE(USHER_ITEM_EVENT, 9);
VALUE(USHER_ITEM_REPLY, 10);
VALUE(USHER_EVIDENCE_RELINK, 1);
VALUE(USHER_PAGE_NOT_MODIFIED, 1);
VALUE(USHER_PAGE_AUTHORITATIVE, 2);
VALUE(USHER_GROUP_HAS_CHILDREN, 1);
VALUE(USHER_EVENT_ACCOUNT, 1);
VALUE(USHER_EVENT_GROUP, 2);
VALUE(USHER_EVENT_REVOKED, 3);
VALUE(USHER_EVENT_ALL, 4);
VALUE(USHER_INPUT_RETURN, 1);
VALUE(USHER_INPUT_FORM, 2);
VALUE(USHER_INPUT_POLL, 3);
VALUE(USHER_STEP_REDIRECT, 1);
VALUE(USHER_STEP_FORM, 2);
VALUE(USHER_STEP_WAIT, 3);
VALUE(USHER_STEP_DONE, 4);
VALUE(USHER_STEP_FAILED, 5);
VALUE(USHER_CLAIM_OFFERED, 28518);
VALUE(USHER_CLAIM_RESERVED, 29285);
VALUE(USHER_CLAIM_HELD, 26725);
VALUE(USHER_CLAIM_REFUSED, 28271);
VALUE(USHER_ACTION_DESTRUCTIVE, 1);
VALUE(USHER_ACTION_READ_ONLY, 2);
VALUE(USHER_ACTION_IDEMPOTENT, 4);
VALUE(USHER_HTTP_CACHE, 1);
VALUE(USHER_HTTP_NO_REDIRECT, 2);
VALUE(USHER_HTTP_FROM_CACHE, 1);
VALUE(USHER_JSON_MISSING, 0);
VALUE(USHER_JSON_NULL, 1);
VALUE(USHER_JSON_BOOL, 2);
VALUE(USHER_JSON_NUMBER, 3);
VALUE(USHER_JSON_STRING, 4);
VALUE(USHER_JSON_ARRAY, 5);
VALUE(USHER_JSON_OBJECT, 6);
VALUE(USHER_KV_ABSENT, 0xffffffffffffffff);
VALUE(USHER_KV_ANY, 0);

TYPE(usher_status, int32_t);
TYPE(usher_arg_b, uint32_t);
TYPE(usher_arg_i, int64_t);
TYPE(usher_arg_d, double);
TYPE(usher_arg_s, usher_str);
TYPE(usher_arg_y, usher_str);
TYPE(usher_arg_j, usher_str);
TYPE(usher_arg_b_opt, const uint32_t *);
TYPE(usher_arg_i_opt, const int64_t *);
TYPE(usher_arg_d_opt, const double *);
TYPE(usher_arg_s_opt, const usher_str *);
TYPE(usher_arg_y_opt, const usher_str *);
TYPE(usher_arg_j_opt, const usher_str *);

FUNCTION(usher_plugin_v1, const usher_plugin *(*)(void));

/* A text never changes its meaning. Defining a macro again is allowed only with the very same text. */
#pragma GCC diagnostic push
#ifdef __clang__
#pragma GCC diagnostic error "-Wmacro-redefined"
#endif
#define USHER_EXT_ACTIONS "usher.actions/1"
#define USHER_EXT_BATCH "usher.batch/1"
#define USHER_EXT_CLAIM "usher.claim/1"
#define USHER_EXT_GROUPS "usher.groups/1"
#define USHER_EXT_HEALTH "usher.health/1"
#define USHER_EXT_LINK "usher.link/1"
#define USHER_EXT_MEMBERS "usher.members/1"
#define USHER_EXT_WATCH "usher.watch/1"
#define USHER_EXT_WEBHOOK "usher.webhook/1"
#define USHER_SVC_HTTP "usher.http/1"
#define USHER_SVC_JSON "usher.json/1"
#define USHER_SVC_KV "usher.kv/1"
#define USHER_SVC_NET "usher.net/1"
#define USHER_SVC_SECRETS "usher.secrets/1"
#define USHER_SVC_SITE "usher.site/1"
#pragma GCC diagnostic pop
