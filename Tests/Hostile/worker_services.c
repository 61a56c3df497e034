/* Asks the host for what the requirement names, and says what came back as its reason: "status" or "status text". */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include "usher_plugin.h"
#define PLUGIN_EVALUATE evaluate
static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject);
#include "test_plugin.h"

static int says(usher_str text, const char *word) { return memmem(text.ptr, text.len, word, strlen(word)) != NULL; }

static usher_status report(usher_call *call, int status, usher_str what) {
  char line[1000];
  int shown = (int)(what.len < 900 ? what.len : 900);
  int length = snprintf(line, sizeof line, "%d %.*s", status, shown, what.len ? what.ptr : "");
  usher_str reason = {line, (size_t)length};
  return usher_say(call, USHER_HOLDS, reason);
}

static usher_status exchange(usher_call *call, usher_str requirement) {
  const usher_svc_http *http = call->host->service(call->host, USHER_SVC_HTTP);
  static const usher_str headers[] = {USHER_LIT("Accept"), USHER_LIT("text/plain")};
  static char huge[1 << 20];
  usher_http_request request = {
      .size = sizeof request, .flags = USHER_HTTP_CACHE, .header_count = 1, .timeout_ms = 5,
      .url = USHER_LIT("https://a.example/x"), .headers = headers, .body = USHER_LIT("body"),
      .auth_secret_key = USHER_LIT("config/token")};
  struct {
    usher_http_response response;
    unsigned char beyond[8];
  } out = {{.size = sizeof out.response}, {1, 2, 3, 4, 5, 6, 7, 8}};
  if (says(requirement, "short request")) request.size = offsetof(usher_http_request, headers), request.header_count = 0;
  if (says(requirement, "short response")) out.response.size = offsetof(usher_http_response, headers);
  if (says(requirement, "later response")) out.response.size = sizeof out;
  if (says(requirement, "endless response")) out.response.size = 4097;
  if (says(requirement, "line break")) request.url = text("https://a.example/\r\nx");
  if (says(requirement, "no url")) request.url.len = 0;
  if (says(requirement, "many headers")) request.header_count = 100000;
  if (says(requirement, "no headers")) request.headers = NULL;
  if (says(requirement, "large body")) request.body = (usher_str){huge, sizeof huge + 1};
  if (says(requirement, "large answer")) request.max_body = UINT64_MAX;
  if (says(requirement, "wild body")) request.body = (usher_str){huge, SIZE_MAX};
  if (says(requirement, "no request")) return report(call, http->perform(call, NULL, &out.response), text(""));
  if (says(requirement, "no response")) return report(call, http->perform(call, &request, NULL), text(""));
  usher_status status = http->perform(call, &request, &out.response);
  if (status) return report(call, status, text(""));
  if (says(requirement, "later response")) {
    static const unsigned char zero[8];
    return report(call, (int)out.response.status, text(memcmp(out.beyond, zero, 8) ? "garbage" : "zero"));
  }
  if (out.beyond[0] != 1) return report(call, 1, text("written beyond the struct"));
  if (says(requirement, "short response"))
    return report(call, (int)out.response.status, text(out.response.headers ? "bad" : "ok"));
  char line[600];
  const usher_http_response *r = &out.response;
  snprintf(line, sizeof line, "%u %u %lld %.*s=%.*s %.*s %.*s", r->flags, r->header_count, (long long)r->retry_after_ms,
           (int)r->headers[0].len, r->headers[0].ptr, (int)r->headers[1].len, r->headers[1].ptr,
           (int)(r->body.len < 90 ? r->body.len : 90), r->body.ptr, (int)r->final_url.len, r->final_url.ptr);
  return report(call, (int)r->status, text(line));
}

static usher_status exchanges(usher_call *call, usher_str requirement) {
  const usher_svc_http *http = call->host->service(call->host, USHER_SVC_HTTP);
  static char body[1 << 20];
  usher_http_request requests[65] = {{0}};
  usher_http_response responses[65] = {{0}};
  const usher_http_request *asked[65];
  usher_http_response *outs[65];
  usher_status statuses[65];
  uint32_t count = says(requirement, "65") ? 65 : says(requirement, "heavy") ? 20 : 3;
  for (uint32_t i = 0; i < count; i++) {
    requests[i].size = sizeof requests[i];
    requests[i].url = i == 1 && count == 3 ? text("") : text("https://a.example/");
    if (count == 20) requests[i].body = (usher_str){body, sizeof body};
    responses[i].size = sizeof responses[i];
    asked[i] = &requests[i], outs[i] = &responses[i], statuses[i] = 99;
  }
  usher_status status = http->perform_many(call, asked, outs, statuses, count);
  char line[200];
  snprintf(line, sizeof line, "%d/%u %d/%u %d/%u", statuses[0], responses[0].status, statuses[1], responses[1].status,
           statuses[2], responses[2].status);
  return report(call, status, text(line));
}

static usher_status secret(usher_call *call, usher_str requirement) {
  const usher_svc_secrets *secrets = call->host->service(call->host, USHER_SVC_SECRETS);
  static char huge[65537];
  usher_str value = {NULL, 0};
  if (says(requirement, "get")) {
    usher_status status = secrets->get(call, text("config/token"), &value);
    return report(call, status, value);
  }
  if (says(requirement, "put large")) {
    return report(call, secrets->put(call, text("k"), (usher_str){huge, sizeof huge}), value);
  }
  if (says(requirement, "put")) return report(call, secrets->put(call, text("k"), text("v")), value);
  if (says(requirement, "del")) return report(call, secrets->del(call, text("k")), value);
  if (says(requirement, "nameless")) return report(call, secrets->get(call, text(""), &value), value);
  usher_status status = secrets->hmac_verify(call, text("config/hook"), text("sha256"), text("data"), text("00ff"));
  return report(call, status, value);
}

static usher_status connection(usher_call *call, usher_str requirement) {
  const usher_svc_net *net = call->host->service(call->host, USHER_SVC_NET);
  int32_t descriptor = -1;
  usher_status status = net->connect_tcp(call, text(says(requirement, "nowhere") ? "" : "ldap.example"), 636, &descriptor);
  if (status) return report(call, status, text(descriptor == -1 ? "" : "touched"));
  char read_back[20] = {0};
  ssize_t count = read(descriptor, read_back, sizeof read_back - 1);
  int flags = fcntl(descriptor, F_GETFD);
  if (!says(requirement, "leak")) close(descriptor);
  return report(call, count > 0 && flags == FD_CLOEXEC ? 0 : 1, text(read_back));
}

static usher_status evaluate(void *self, usher_call *call, usher_str requirement, const usher_subject *subject) {
  (void)self, (void)subject;
  if (says(requirement, "perform_many")) return exchanges(call, requirement);
  if (says(requirement, "perform")) return exchange(call, requirement);
  if (says(requirement, "secret")) return secret(call, requirement);
  return connection(call, requirement);
}
