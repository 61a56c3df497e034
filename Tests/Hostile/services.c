/* Asks the host's services for what it must not have, by CASE: yes when it got it. A service that is not there is a refusal. */
#include "trick.h"

#define NONE(table, field) \
  if (!USHER_HAS(table, field)) return refused(call, "there is no such service", ENOSYS)

/* Says no, and with which status it was refused. */
static usher_status refused_with(usher_call *call, usher_status status) {
  char *line = call->host->alloc(call, 64);
  snprintf(line, 64, "refused: status %d", status);
  return usher_holds_not(call, text(line));
}

/* One request; yes when the host performed it. */
static usher_status fetch(usher_call *call, const usher_http_request *request) {
  const usher_svc_http *http = call->host->service(call->host, USHER_SVC_HTTP);
  NONE(http, perform);
  usher_http_response response = {.size = sizeof response};
  usher_status status = http->perform(call, request, &response);
  if (status == USHER_OK) return tried(call, "the request was performed", 0);
  return refused_with(call, status);
}

static usher_status fetch_url(usher_call *call, const char *url) {
  usher_http_request request = {.size = sizeof request, .url = text(url)};
  return fetch(call, &request);
}

/* A header line, or a method, or a body that breaks out of its place. */
static usher_status fetch_odd(usher_call *call, const char *origin) {
  static char large[(1 << 20) + 1];
  const usher_str split[] = {USHER_LIT("x-a\r\nx-evil"), USHER_LIT("1")};
  const usher_str broken[] = {USHER_LIT("x-a"), USHER_LIT("1\r\nx-evil: 1\r\n\r\nGET /admin HTTP/1.1")};
  const usher_str host[] = {USHER_LIT("Host"), USHER_LIT("metadata.internal")};
  const usher_str own[] = {USHER_LIT("Authorization"), USHER_LIT("Bearer mine")};
  usher_http_request request = {.size = sizeof request, .url = text(origin), .header_count = 1};
  switch (CASE) {
    case 20: request.headers = split; break;
    case 21: request.headers = broken; break;
    case 22: request.headers = host; break;
    case 23: request.headers = own; request.auth_secret_key = text("config/token"); break;
    case 24: request.header_count = 0xffffffff; request.headers = own; break;
    case 25: request.header_count = 0; request.method = text("CONNECT"); break;
    case 26: request.header_count = 0; request.method = text("GET /x HTTP/1.1\r\nHost: a"); break;
    case 27: request.header_count = 0; request.method = text("POST"); request.body = (usher_str){large, sizeof large}; break;
    case 28: request.header_count = 0; request.body = (usher_str){"x", (size_t)1 << 62}; break;
    default: request.header_count = 0; request.max_body = UINT64_MAX; request.url = text("http://127.0.0.1:1/"); break;
  }
  return fetch(call, &request);
}

static usher_status many(usher_call *call) {
  const usher_svc_http *http = call->host->service(call->host, USHER_SVC_HTTP);
  NONE(http, perform_many);
  static usher_http_request request;
  static usher_http_response response;
  request = (usher_http_request){.size = sizeof request, .url = text("http://127.0.0.1:1/")};
  response = (usher_http_response){.size = sizeof response};
  const usher_http_request *requests[100];
  usher_http_response *responses[100];
  usher_status statuses[100];
  for (int at = 0; at < 100; at++) requests[at] = &request, responses[at] = &response;
  usher_status status = http->perform_many(call, requests, responses, statuses, CASE == 30 ? 100 : 0xffffffff);
  return status == USHER_OK ? tried(call, "a hundred at once", 0) : refused_with(call, status);
}

static usher_status keys(usher_call *call) {
  const usher_svc_kv *kv = call->host->service(call->host, USHER_SVC_KV);
  NONE(kv, put);
  static char large[2 << 20];
  memset(large, 'x', sizeof large);
  usher_kv_value value = {sizeof value, 0, 0, {0, 0}};
  const usher_str *found = NULL;
  uint32_t count = 0;
  usher_status status = USHER_OK;
  long written = 0;
  switch (CASE) {
    case 1: /* the neighbour has a key of this name */
      status = kv->get(call, text("neighbours-secret"), &value);
      break;
    case 2: status = kv->get(call, text("../bystander/neighbours-secret"), &value); break;
    case 3: status = kv->put(call, text(""), text("x"), 0, USHER_KV_ANY); break;
    case 4: status = kv->put(call, (usher_str){large, 257}, text("x"), 0, USHER_KV_ANY); break;
    case 5: status = kv->put(call, text("\xff\xfe"), text("x"), 0, USHER_KV_ANY); break;
    case 6: status = kv->put(call, text("k"), (usher_str){large, sizeof large}, 0, USHER_KV_ANY); break;
    case 7: status = kv->put(call, text("k"), (usher_str){"x", SIZE_MAX}, 0, USHER_KV_ANY); break;
    case 8: status = kv->put(call, text("k"), text("x"), -1, USHER_KV_ANY); break;
    case 9: /* writes until it may not any more */
      for (; written < 400 && call->host->remaining_ms(call) > 0; written++) {
        char key[32];
        snprintf(key, sizeof key, "fill/%ld", written);
        if ((status = kv->put(call, text(key), (usher_str){large, 250000}, 0, USHER_KV_ANY))) break;
      }
      return written < 400 ? done(call, "values written", written) : tried(call, "a hundred megabytes", 0);
    case 10: /* two writers: the second one must hear that it is too late */
      kv->put(call, text("race"), text("1"), 0, USHER_KV_ANY);
      kv->get(call, text("race"), &value);
      kv->put(call, text("race"), text("2"), 0, USHER_KV_ANY);
      status = kv->put(call, text("race"), text("3"), 0, value.version);
      break;
    case 11: status = kv->get(call, text("k"), NULL) == USHER_OK ? USHER_OK : USHER_E_INVALID; break;
    case 12: /* all the keys there are; they must be its own */
      kv->put(call, text("mine"), text("x"), 0, USHER_KV_ANY);
      if (kv->list(call, text(""), text(""), 0xffffffff, &found, &count)) return refused(call, "list", EINVAL);
      for (uint32_t at = 0; at < count; at++)
        if (equals(found[at], "neighbours-secret")) return tried(call, "another instance's keys", 0);
      return done(call, "keys", count);
    case 13: status = kv->list(call, (usher_str){NULL, 5}, text(""), 10, &found, &count); break;
    default: return USHER_E_INTERNAL;
  }
  return status == USHER_OK ? tried(call, "the store", 0) : refused_with(call, status);
}

static usher_status secrets(usher_call *call) {
  const usher_svc_secrets *store = call->host->service(call->host, USHER_SVC_SECRETS);
  NONE(store, hmac_verify);
  usher_str value = {0, 0};
  usher_status status = USHER_OK;
  switch (CASE) {
    case 40: status = store->get(call, text("../bystander/config/token"), &value); break;
    case 41: status = store->put(call, text("config/token"), text("mine")); break;
    case 42: status = store->del(call, text("config/token")); break;
    case 43: status = store->get(call, text(""), &value); break;
    case 44: status = store->hmac_verify(call, text("config/token"), text("crc32"), text("data"), text("00")); break;
    case 45: status = store->hmac_verify(call, text("config/token"), text("sha256"), text("data"), text("")); break;
    case 46: status = store->hmac_verify(call, text("config/token"), text("sha256"), text("data"), text("zz")); break;
    case 49: {
      char digits[300];
      memset(digits, '0', sizeof digits);
      status = store->hmac_verify(call, text("config/token"), text("sha256"), text("data"), (usher_str){digits, sizeof digits});
      break;
    }
    case 47: status = store->hmac_verify(call, text("config/token"), text("sha256"), (usher_str){"x", (size_t)1 << 62},
                                         text("00")); break;
    case 48: /* tells it to everybody: the log, the reason, the facts */
      if (store->get(call, text("config/token"), &value)) return refused(call, "no secret", ENOENT);
      call->host->log(call->host, call, USHER_LOG_WARN, value);
      return usher_holds_not(call, value);
    default: return USHER_E_INTERNAL;
  }
  return status == USHER_OK ? tried(call, "the secrets", 0) : refused_with(call, status);
}

static usher_status net(usher_call *call, uint16_t port) {
  const usher_svc_net *table = call->host->service(call->host, USHER_SVC_NET);
  NONE(table, connect_tcp);
  int32_t descriptor = -1;
  usher_status status = USHER_OK;
  switch (CASE) {
    case 50: status = table->connect_tcp(call, text("127.0.0.1"), port, &descriptor); break;   /* not in the manifest */
    case 51: status = table->connect_tcp(call, text(""), 0, &descriptor); break;
    case 52: status = table->connect_tcp(call, text("ldap.example.org"), 636, NULL); break;
    case 53: status = table->connect_tcp(call, (usher_str){NULL, 7}, 636, &descriptor); break;
    default: return USHER_E_INTERNAL;
  }
  return status == USHER_OK ? tried(call, "a connection", 0) : refused_with(call, status);
}

EVALUATE {
  (void)self, (void)subject;
  const char *port = given(call, requirement, "/port");
  char url[256];
  switch (CASE) {
    case 60: return fetch_url(call, "https://elsewhere.example.org/");             /* not in the manifest */
    case 61: snprintf(url, sizeof url, "http://127.0.0.1:%s/", port); return fetch_url(call, url);
    case 62: return fetch_url(call, "http://169.254.169.254/latest/meta-data/");
    case 63: return fetch_url(call, "http://[fd00::1]/");
    case 64: return fetch_url(call, "file:///etc/passwd");
    case 65: return fetch_url(call, "gopher://127.0.0.1:25/_EHLO");
    case 66: return fetch_url(call, "https://api.example.org@elsewhere.example.org/");
    case 67: return fetch_url(call, "https://api.example.org.elsewhere.example.org/");
    case 68: return fetch_url(call, "https://api.example.org:1/");
    case 69: return fetch_url(call, "");
    case 70: return fetch_url(call, "https://api.example.org/\r\nHost: elsewhere");
    case 71: { usher_http_request request = {.size = sizeof request, .url = {NULL, 9}}; return fetch(call, &request); }
    case 72: { usher_http_request request = {.size = 4}; return fetch(call, &request); }
    case 73: return fetch(call, NULL);
    default: break;
  }
  if (CASE < 20) return keys(call);
  if (CASE < 30) return fetch_odd(call, "https://api.example.org/");
  if (CASE < 32) return many(call);
  if (CASE >= 50) return net(call, (uint16_t)atoi(port));
  return secrets(call);
}
