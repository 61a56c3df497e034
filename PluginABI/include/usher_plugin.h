/*
 * usher_plugin.h: the contract between Usher and an authoriser plugin, version 1.0 (not frozen before release 1.0).
 *
 * An authoriser is a shared library that can say whether an account at a third party meets a requirement. It is loaded by a
 * worker process of its own, never by the daemon. It exports one symbol, usher_plugin_v1(). PluginABI/README.md is the
 * tutorial; this file is the specification. C11, also valid C++17; imported by Swift as the module `PluginABI`.
 *
 * RULES THAT HOLD EVERYWHERE
 *  R1 size      Every struct that begins with `size` has it set to its own sizeof by whoever allocates it. The reader takes
 *               min(size, its own sizeof) bytes and reads the rest as zero; who fills a struct of the other side writes zero to
 *               what lies between its own sizeof and `size`. Structs only grow at the end, never beyond 4,096 bytes, and zero
 *               in a new field means what its absence meant.
 *  R2 memory    Nobody frees the other side's memory. Inputs are borrowed until the function returns. Outputs go through
 *               emit(), which copies before it returns. What alloc() and the services hand out lives until the plugin
 *               function that asked returns, or calls reclaim().
 *  R3 strings   usher_str is a pointer and a length: UTF-8 unless marked [bytes], not NUL-terminated. {NULL, 0} is the empty
 *               string, and the empty string means "not given".
 *  R4 threads   Each function names the thread it runs on, in the tag that ends its comment:
 *               [pure]    any thread, at any time, no side effect, the same answer every time.
 *               [control] a host thread, while nothing else runs on that instance.
 *               [worker]  a host thread. Into one instance never more than max_concurrency calls run at once, and different
 *                         instances may run at the same time; with max_concurrency 0 nothing of this plugin ever overlaps,
 *                         but for usher.watch, which runs beside everything.
 *               [call]    any thread, but only until the plugin function that received this usher_call has returned.
 *               [any]     any thread, from load() to the end of unload().
 *  R5 blocking  A [worker] function may simply block. It must return soon after remaining_ms() has reached zero; host services
 *               then fail by themselves. Whoever overruns ends with the whole worker process.
 *  R6 unknown   Only USHER_OK together with a well-formed item says anything. Every error, crash, time-out, missing item or
 *               unrecognised value means "unknown", and unknown neither admits nor removes anybody.
 *  R7 process   No pointer survives a call except `self` and static tables. Any call may arrive in another process than the
 *               last one did: what must last belongs into usher.kv or usher.secrets, not into globals.
 *  R8 identity  A plugin never sees a Matrix ID. It sees the account (by the id that never changes at the third party) and a
 *               pseudonym that is stable for one person at one instance.
 *  R9 silence   No function may install signal handlers, change the locale, environment, directory or umask, fork, or let
 *               C++ exceptions, Swift errors or longjmp cross into the host. Own threads end before destroy() returns.
 *  R10 cell     The process can open no file, no socket and start no process: the network is usher.http and usher.net, durable
 *               state is usher.kv and usher.secrets. What the manifest did not ask for fails with USHER_E_POLICY.
 *  R11 events   What arrives by webhook or watch is a hint to look again. It can make the host ask sooner, never admit anybody.
 *  R12 limits   In bytes. What is longer is refused with USHER_E_LIMIT, and an answer without its item is unknown; only the
 *               message of an ERROR is cut instead. A later version may raise a limit, never lower it.
 *                 usher_plugin        manifest_json 64 KiB
 *                 usher_error         message 4 KiB
 *                 usher_evidence      reason 1 KiB, facts_json 8 KiB
 *                 usher_member        account_id 1 KiB, account_name 1 KiB, facts_json 8 KiB
 *                 usher_page          next_cursor 4 KiB, etag 4 KiB
 *                 usher_group         id 1 KiB, name 1 KiB, kind 1 KiB, description 4 KiB, icon_url 8 KiB,
 *                                     requirement_json 16 KiB
 *                 usher_event         account_id 1 KiB, group_id 1 KiB, dedupe_id 1 KiB
 *                 usher_reply         content_type 128, body 64 KiB
 *                 usher_link_step     url 8 KiB, form_json 64 KiB, message 4 KiB, state 16 KiB, account_id 1 KiB,
 *                                     account_name 1 KiB, link_json 16 KiB, secret 64 KiB
 *                 usher_claim         room 255, account_id 1 KiB, account_name 1 KiB, from 256
 *                 usher_action        id 64, title 256, signature 512
 *                 usher_result        json 4 MiB
 *                 usher_http_request  method 16, url 8 KiB, body 1 MiB, auth_scheme 256, auth_secret_key 256
 *               And: 16 MiB of memory handed out in a call; 50,000 items and 32 MiB in a page; 64 headers, each with a name of
 *               256 and a value of 8 KiB; two minutes for an exchange; 64 actions with 8 parameters each; 2 KiB in a line of
 *               the log; 32 calls and 32 watches that run at once, whatever max_concurrency says.
 */
#ifndef USHER_PLUGIN_H
#define USHER_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define USHER_ABI_MAJOR 1
#define USHER_ABI_MINOR 0
#define USHER_EXPORT __attribute__((visibility("default")))

/* ---- Values ---------------------------------------------------------------------------------------------------------- */

/* Zero is success; every negative number is a failure. A number that is not listed here is read as USHER_E_INTERNAL. */
typedef int32_t usher_status;
enum {
  USHER_OK = 0,
  USHER_E_INVALID = -1,      /* an argument makes no sense */
  USHER_E_UNSUPPORTED = -2,  /* this host or plugin does not offer it */
  USHER_E_CONFIG = -3,       /* the instance is configured wrongly: an admin must act */
  USHER_E_RELINK = -4,       /* the person must link the account again */
  USHER_E_RATE_LIMITED = -5, /* the third party asks us to slow down */
  USHER_E_UPSTREAM = -6,     /* the third party failed or could not be understood */
  USHER_E_TIMEOUT = -7,      /* the deadline passed */
  USHER_E_CANCELLED = -8,    /* the host no longer wants the answer */
  USHER_E_POLICY = -9,       /* the host's policy forbids it */
  USHER_E_LIMIT = -10,       /* a limit would be exceeded */
  USHER_E_NOT_FOUND = -11,   /* there is no such thing: a normal answer of usher.kv get */
  USHER_E_CONFLICT = -12,    /* somebody else changed it first: read again and retry */
  USHER_E_INTERNAL = -13     /* a bug */
};

/* What an authoriser found out. The numbers are odd on purpose: a zeroed struct, a stray `true` or a returned -1 says nothing. */
enum { USHER_UNKNOWN = 0, USHER_HOLDS = 0x686f, USHER_HOLDS_NOT = 0x6e6f };

enum { USHER_LOG_DEBUG = 1, USHER_LOG_INFO = 2, USHER_LOG_WARN = 3, USHER_LOG_ERROR = 4 };

/* Frozen for ever, so that arrays of it are allowed. */
typedef struct usher_str {
  const char *ptr;
  size_t len;
} usher_str;

/* First member of everything that is emitted: `size` of the whole item (R1) and which USHER_ITEM_ it is. Frozen for ever. */
typedef struct usher_item {
  uint32_t size;
  uint32_t kind;
} usher_item;

typedef struct usher_host usher_host;

/* One call of a plugin function. Made by the host; a private tail follows. Only the first word is frozen. */
typedef struct usher_call {
  const usher_host *host;
} usher_call;

/* ---- What the host gives --------------------------------------------------------------------------------------------- */

/* Owned by the host, immutable, valid from load() until unload() has returned. */
struct usher_host {
  uint32_t size;
  uint16_t abi_major;
  uint16_t abi_minor;
  usher_str product; /* "usher" */
  usher_str version; /* for logs only: never decide by it */

  /* Finds a host service by its id, for example USHER_SVC_KV. Returns a static table owned by the host, or NULL when this host
   * does not offer it. [any] */
  const void *(*service)(const usher_host *host, const char *id);

  /* Writes one line to the host's log, marked with the plugin's name. `call` may be NULL. The text is copied; control
   * characters are replaced, long texts cut, floods dropped. Never log a secret. [any] */
  void (*log)(const usher_host *host, usher_call *call, int32_t level, usher_str text);

  /* Milliseconds since 1970-01-01T00:00:00Z. Tests may run it faster or stop it. [any] */
  int64_t (*unix_ms)(const usher_host *host);

  /* Milliseconds of a clock that never goes back, from an arbitrary start. [any] */
  int64_t (*mono_ms)(const usher_host *host);

  /* Fills `buffer` with `length` bytes fit for keys and tokens. Returns USHER_OK, or USHER_E_INTERNAL with the buffer
   * untouched. [any] */
  usher_status (*random)(const usher_host *host, void *buffer, size_t length);

  /* Milliseconds until this call's deadline; zero or less means: stop and return. [call] */
  int64_t (*remaining_ms)(usher_call *call);

  /* Zeroed memory that the host takes back when the plugin function returns; NULL when the call's 16 MiB are used up, which are
   * counted in blocks. [call] */
  void *(*alloc)(usher_call *call, size_t length);

  /* Hands one item to the host, which copies it and everything it points to. Returns USHER_E_INVALID for an item that does not
   * belong to the running function, USHER_E_UNSUPPORTED for a kind this host does not know, USHER_E_LIMIT when it is too large
   * or one too many. [call] */
  usher_status (*emit)(usher_call *call, const usher_item *item);

  /* Takes back everything that alloc() and the services have handed out in this call so far, before the function returns: for a
   * watch, which goes on for months. Not while another thread of the plugin uses any of it, or is in a service with it. [call] */
  void (*reclaim)(usher_call *call);
};

/* ---- What every plugin says, and about whom -------------------------------------------------------------------------- */

enum {
  USHER_ITEM_ERROR = 1,
  USHER_ITEM_EVIDENCE = 2,
  USHER_ITEM_LINK_STEP = 3,
  USHER_ITEM_RESULT = 4,
  USHER_ITEM_CLAIM = 5,
  USHER_ITEM_MEMBER = 6,
  USHER_ITEM_PAGE = 7,
  USHER_ITEM_GROUP = 8,
  USHER_ITEM_EVENT = 9,
  USHER_ITEM_REPLY = 10
};

/* Explains a negative status that the function is about to return. At most one; the last one wins. */
typedef struct usher_error {
  usher_item head;
  int32_t status;
  uint32_t flags;         /* none yet: 0 */
  int64_t retry_after_ms; /* 0 = the host decides */
  usher_str message;      /* for an admin; never a secret */
} usher_error;

enum { USHER_EVIDENCE_RELINK = 1 /* linking the account again would help */ };

/* What is known about one account and one requirement. */
typedef struct usher_evidence {
  usher_item head;
  uint32_t index;         /* which subject of a batch; 0 in evaluate() */
  int32_t finding;        /* USHER_HOLDS, USHER_HOLDS_NOT; everything else is unknown */
  int64_t good_for_ms;    /* how long the finding may be relied on; 0 = the host decides */
  int64_t retry_after_ms; /* with an unknown finding: not sooner than this; 0 = the host decides */
  uint32_t flags;
  uint32_t reserved;
  usher_str reason;       /* shown to the person, for example "Your account is not in the team." */
  usher_str facts_json;   /* kept in the audit log; a JSON object without secrets, or empty */
} usher_evidence;

/* The person a question is about. account_* and link_json come from a link and are empty where there is none yet. */
typedef struct usher_subject {
  uint32_t size;
  uint32_t flags;         /* none yet: 0 */
  usher_str account_id;
  usher_str account_name;
  usher_str link_json;
  usher_str pseudonym;    /* 64 hexadecimal digits, stable for this person at this instance; never the Matrix ID */
  usher_str secret_key;   /* the name of this account's token in usher.secrets; empty when there is none */
} usher_subject;

/* ---- What the plugin gives: one exported symbol, one static table ---------------------------------------------------- */

/* Owned by the plugin, static, never changed. */
typedef struct usher_plugin {
  uint32_t size;
  uint16_t abi_major;       /* USHER_ABI_MAJOR */
  uint16_t abi_minor;       /* USHER_ABI_MINOR this was compiled with */
  uint16_t min_host_minor;  /* the host refuses, with a clear text, when its own minor is lower */
  uint16_t reserved;
  uint32_t max_concurrency; /* see [worker] in R4; the host may allow less */
  usher_str manifest_json;  /* who this plugin is and what it needs: PluginABI/README.md */

  /* Once per process, before anything else. May be NULL. A failure switches the plugin off. [control] */
  usher_status (*load)(const usher_host *host);

  /* Once, after the last destroy(). May be NULL. [control] */
  void (*unload)(void);

  /* Makes one configured instance. `config_json` is a JSON object. On USHER_OK *self is what the host hands to every other
   * function: any value but NULL, owned by the plugin until destroy(). On failure *self is ignored and nothing may be left
   * behind; emit an ERROR that tells the admin which key to change. [control] */
  usher_status (*create)(usher_call *call, usher_str config_json, void **self);

  /* Ends an instance; called exactly once for each successful create(). There is no call, hence no host service. [control] */
  void (*destroy)(void *self);

  /* Says whether `subject` meets the requirement (a JSON object under the plugin's requirement schema). Emits exactly one
   * EVIDENCE with index 0 and returns USHER_OK, or returns a failure. [worker] */
  usher_status (*evaluate)(void *self, usher_call *call, usher_str requirement_json, const usher_subject *subject);

  /* Returns the plugin's static table for an extension id below, or NULL. Must give NULL for every id it does not know. May be
   * NULL itself. [pure] */
  const void *(*extension)(const char *id);
} usher_plugin;

/* The only exported symbol. Returns the same static table every time, never NULL. [pure] */
USHER_EXPORT const usher_plugin *usher_plugin_v1(void);

/* ---- Extensions of the plugin: all optional, each under an id that never changes its meaning ------------------------- */

/* Batches: many subjects in one call, for third parties that can be asked about many at once. Without it the host asks
 * evaluate() one by one, which costs no round trip either: it is only worth having where one request replaces many. */
#define USHER_EXT_BATCH "usher.batch/1"
typedef struct usher_ext_batch {
  uint32_t size;
  uint32_t max_subjects; /* never more than this at once; 0 = as many as the host likes (at most 512) */

  /* Emits one EVIDENCE for each subject, in any order, with its `index`. A subject without one is unknown; an index twice, or
   * beyond `count`, breaks the whole answer. [worker] */
  usher_status (*evaluate)(void *self, usher_call *call, usher_str requirement_json, const usher_subject *const *subjects,
                           uint32_t count);
} usher_ext_batch;

/* Members: everybody who meets a requirement, page by page. The cheapest way to keep a room right: one listing instead of a
 * question for each person, and nothing at all when the third party says that nothing changed. */
#define USHER_EXT_MEMBERS "usher.members/1"

/* One account of a group. The same account twice in one snapshot is the same member. */
typedef struct usher_member {
  usher_item head;
  usher_str account_id;    /* the id that never changes at the third party */
  usher_str account_name;  /* for display only */
  usher_str facts_json;    /* kept in the audit log; a JSON object without secrets, or empty */
} usher_member;

enum {
  USHER_PAGE_NOT_MODIFIED = 1, /* first page only: nothing changed since the snapshot with the given etag; no members follow */
  USHER_PAGE_AUTHORITATIVE = 2 /* who is not in the whole snapshot does not meet the requirement; else evaluate() is asked */
};

/* Ends one page of a listing. The listing is whole only when every page came, each with its PAGE as the last item, up to one
 * with an empty cursor; anything less is "unknown", and the snapshot before it stays in force. */
typedef struct usher_page {
  usher_item head;
  uint32_t flags;
  uint32_t reserved;
  int64_t total_hint;      /* how many there are in all, for progress; 0 = not known */
  int64_t good_for_ms;     /* how long the whole snapshot may be relied on; 0 = the host decides */
  usher_str next_cursor;   /* [bytes] where the next page begins; empty on the last one; never the same twice */
  usher_str etag;          /* [bytes] last page: names this snapshot, and comes back as `etag` next time; may be empty */
} usher_page;

typedef struct usher_ext_members {
  uint32_t size;
  uint32_t reserved;

  /* Emits MEMBERs, then one PAGE. `cursor` is empty for the first page, then the next_cursor of the page before. `etag` comes
   * with the first page only: that of the last whole snapshot, or empty. [worker] */
  usher_status (*list)(void *self, usher_call *call, usher_str requirement_json, usher_str cursor, usher_str etag);
} usher_ext_members;

/* Groups: what an admin can choose from when writing a rule. */
#define USHER_EXT_GROUPS "usher.groups/1"

enum { USHER_GROUP_HAS_CHILDREN = 1 /* listing with this id as parent gives more */ };

/* One thing that an admin can pick instead of writing a requirement by hand: a team, a tier, a directory group. */
typedef struct usher_group {
  usher_item head;
  uint32_t flags;
  uint32_t reserved;
  int64_t member_hint;         /* -1 = not known */
  usher_str id;                /* never changes at the third party */
  usher_str name;
  usher_str kind;              /* for people, in English, for example "team" */
  usher_str description;
  usher_str icon_url;          /* https, or empty */
  usher_str requirement_json;  /* the requirement that means this group; empty when it cannot be one itself */
} usher_group;

typedef struct usher_ext_groups {
  uint32_t size;
  uint32_t reserved;

  /* Emits GROUPs, then one PAGE. `parent_id` is empty at the top; `query` is what the admin typed, or empty. [worker] */
  usher_status (*list)(void *self, usher_call *call, usher_str parent_id, usher_str query, usher_str cursor);
} usher_ext_groups;

enum {
  USHER_EVENT_ACCOUNT = 1, /* something about account_id has changed: ask again about it */
  USHER_EVENT_GROUP = 2,   /* something about group_id has changed: list or ask again */
  USHER_EVENT_REVOKED = 3, /* the link of account_id was withdrawn at the third party: it needs linking again */
  USHER_EVENT_ALL = 4      /* events may have been lost: ask again about everything */
};

/* What happened at the third party (R11). */
typedef struct usher_event {
  usher_item head;
  uint32_t event;
  uint32_t flags;          /* none yet: 0 */
  int64_t at_unix_ms;      /* when it happened there; 0 = not known */
  usher_str account_id;
  usher_str group_id;      /* usher_group.id */
  usher_str dedupe_id;     /* the third party's id of the delivery: the host drops what it saw in the last day; may be empty */
} usher_event;

/* Webhooks: the third party tells what changed. Needs the permission `webhook`. */
#define USHER_EXT_WEBHOOK "usher.webhook/1"

/* A request that the third party sent to this instance's webhook address. */
typedef struct usher_webhook {
  uint32_t size;
  uint32_t header_count;
  usher_str query;          /* without the question mark */
  const usher_str *headers; /* name, value, name, value ...: 2 * header_count texts; names in lower case */
  usher_str body;           /* [bytes] exactly as it was sent, for signatures */
  int64_t at_unix_ms;       /* when it arrived */
} usher_webhook;

/* What the sender of a webhook is answered. Without it: 204 when the function succeeded, 503 when it failed, so that the sender
 * tries again. */
typedef struct usher_reply {
  usher_item head;
  uint32_t http_status;    /* 200 to 299, or 400 to 599 */
  uint32_t reserved;
  usher_str content_type;  /* application/json or text/plain */
  usher_str body;          /* [bytes] */
} usher_reply;

typedef struct usher_ext_webhook {
  uint32_t size;
  uint32_t reserved;

  /* Verifies the signature first (usher.secrets hmac_verify), then emits EVENTs and at most one REPLY. Anybody can send a
   * request: without a good signature, return USHER_E_POLICY, which is answered 403. [worker] */
  usher_status (*handle)(void *self, usher_call *call, const usher_webhook *request);
} usher_ext_webhook;

/* Watches: a connection on which the third party tells what changed. */
#define USHER_EXT_WATCH "usher.watch/1"
typedef struct usher_ext_watch {
  uint32_t size;
  uint32_t reserved;

  /* Emits EVENTs as they come, until remaining_ms() is zero or less; then returns within 5 seconds. It has no deadline, a thread
   * of its own, and runs beside the calls of its instance, whatever max_concurrency says. What it was handed out stays until it
   * calls reclaim(). It is started again, with growing pauses, when it returns earlier. [worker] */
  usher_status (*run)(void *self, usher_call *call);
} usher_ext_watch;

/* Health: whether the third party can be reached with this configuration. */
#define USHER_EXT_HEALTH "usher.health/1"
typedef struct usher_ext_health {
  uint32_t size;
  uint32_t reserved;

  /* USHER_OK, or a failure whose ERROR tells an admin what to do. Emits nothing else. [worker] */
  usher_status (*check)(void *self, usher_call *call);
} usher_ext_health;

/* Linking: how a person proves which account is theirs. Each function emits exactly one LINK_STEP. */
#define USHER_EXT_LINK "usher.link/1"

typedef struct usher_link_start {
  uint32_t size;
  uint32_t flags;           /* none yet: 0 */
  usher_str flow_id;
  usher_str return_url;     /* the one redirect address of this host */
  usher_str oauth_state;    /* send as `state`; the host checks it on return */
  usher_str pkce_challenge; /* S256 (RFC 7636); using it is optional */
  usher_str locale;         /* BCP 47 */
} usher_link_start;

enum { USHER_INPUT_RETURN = 1, USHER_INPUT_FORM = 2, USHER_INPUT_POLL = 3 };

typedef struct usher_link_input {
  uint32_t size;
  uint32_t input;          /* which USHER_INPUT_ this is */
  usher_str flow_id;
  usher_str return_url;
  usher_str state;         /* [bytes] of the step before */
  usher_str query;         /* RETURN: the query the third party sent the browser back with */
  usher_str form_json;     /* FORM: what the person filled in */
  usher_str pkce_verifier;
  usher_str locale;
} usher_link_input;

enum { USHER_STEP_REDIRECT = 1, USHER_STEP_FORM = 2, USHER_STEP_WAIT = 3, USHER_STEP_DONE = 4, USHER_STEP_FAILED = 5 };

/* What the person's browser should do next to link an account. The plugin keeps nothing between steps: what it must remember
 * goes into `state`, which the host seals, stores for expires_ms, and hands to the next step. */
typedef struct usher_link_step {
  usher_item head;
  uint32_t step;
  uint32_t flags;           /* none yet: 0 */
  int64_t poll_after_ms;    /* WAIT: ask again after this long */
  int64_t expires_ms;       /* how long this step may take; 0 = the host decides */
  usher_str url;            /* REDIRECT: https, on a host that the manifest names */
  usher_str form_json;      /* FORM: a JSON Schema (the subset in the tutorial) of what to ask */
  usher_str message;        /* FORM, WAIT, FAILED: shown to the person */
  usher_str state;          /* [bytes] handed to the next step */
  usher_str account_id;     /* DONE: the id that never changes at the third party */
  usher_str account_name;   /* DONE: for display only */
  usher_str link_json;      /* DONE: what evaluate() will need again; no secrets */
  usher_str secret;         /* DONE [bytes]: a token of this account, which the host encrypts and keeps under the name that
                               usher_subject.secret_key tells; needs the permission `secrets` */
} usher_link_step;

typedef struct usher_ext_link {
  uint32_t size;
  uint32_t reserved;

  /* The first step. [worker] */
  usher_status (*begin)(void *self, usher_call *call, const usher_link_start *start);

  /* Every further step. [worker] */
  usher_status (*resume)(void *self, usher_call *call, const usher_link_input *input);

  /* Gives back what was granted at the third party, best effort. Emits nothing. May be NULL. [worker] */
  usher_status (*unlink)(void *self, usher_call *call, const usher_subject *subject);
} usher_ext_link;

/* Claims: a code that admits a limited number of people. It is reserved first, committed when the person really was invited,
 * or released, so that a code is never used up by a homeserver that said no. The host names each attempt by a claim id of its
 * own making and repeats commit() and release() until one of them succeeded, also after a crash of either side: both must
 * succeed when they are repeated, and for a claim id that was never reserved. While reserve() may still be running for a claim
 * id, in whatever process, the host calls nothing else for it. */
#define USHER_EXT_CLAIM "usher.claim/1"

enum {
  USHER_CLAIM_OFFERED = 0x6f66,  /* describe(): the code is good at this moment */
  USHER_CLAIM_RESERVED = 0x7265, /* reserve(): one use is set aside under this claim id */
  USHER_CLAIM_HELD = 0x6865,     /* reserve(): this person has used the code before; no further use is taken, and nothing
                                    has to be committed or released, though it may be */
  USHER_CLAIM_REFUSED = 0x6e6f   /* both: the code does not admit; without a reason, so that guessing teaches nothing */
};

/* What a one-use proof (an invite) is worth. With REFUSED every other member is zero. */
typedef struct usher_claim {
  usher_item head;
  uint32_t state;
  uint32_t flags;          /* none yet: 0 */
  int64_t expires_unix_ms; /* 0 = never */
  int64_t uses_left;       /* -1 = not limited */
  usher_str room;          /* the room it admits to, as an action was given it */
  usher_str account_id;    /* the account that this claim gives the person at this instance */
  usher_str account_name;  /* for display only */
  usher_str from;          /* who invites, for display; may be empty */
} usher_claim;

typedef struct usher_ext_claim {
  uint32_t size;
  uint32_t reserved;

  /* Tells what the code is worth and changes nothing. Emits one CLAIM: OFFERED or REFUSED. [worker] */
  usher_status (*describe)(void *self, usher_call *call, usher_str code);

  /* Sets one use aside for the person behind subject->pseudonym. Emits one CLAIM: RESERVED, HELD or REFUSED. Repeated with the
   * same claim id it answers the same; once that claim was committed it answers HELD, once it was released REFUSED. Two claims
   * of one person take one use together, which is free again only when both were released. [worker] */
  usher_status (*reserve)(void *self, usher_call *call, usher_str claim_id, usher_str code, const usher_subject *subject);

  /* The person was invited: the use is spent. A claim that was released before stays released. Emits nothing. [worker] */
  usher_status (*commit)(void *self, usher_call *call, usher_str claim_id);

  /* The person was not invited: the use is free again. A claim that was committed before stays committed. Emits nothing.
   * [worker] */
  usher_status (*release)(void *self, usher_call *call, usher_str claim_id);
} usher_ext_claim;

/* Actions: typed commands for admins. The host reads the signature, checks the arguments against it and calls `function`
 * through libffi. */
#define USHER_EXT_ACTIONS "usher.actions/1"

/* The answer of an action: any JSON value. */
typedef struct usher_result {
  usher_item head;
  usher_str json;
} usher_result;

enum { USHER_ACTION_DESTRUCTIVE = 1, USHER_ACTION_READ_ONLY = 2, USHER_ACTION_IDEMPOTENT = 4 };

/* signature = [ parameter { ", " parameter } ], parameter = name " " type [ "_opt" ], at most 8 parameters.
 *   name  a lower-case letter, then lower-case letters, digits and "_"
 *   type  b uint32_t 0 or 1 | i int64_t | d double | s usher_str, text | y usher_str, bytes | j usher_str, JSON
 *   _opt  a pointer to it, NULL = not given
 * For "room s, uses i_opt" the function is: usher_status f(void *self, usher_call *, usher_str room, const int64_t *uses).
 * It emits at most one RESULT. */
typedef struct usher_action {
  uint32_t size;
  uint32_t flags;
  usher_str id;              /* a name as above */
  usher_str title;           /* for people, in English */
  usher_str signature;
  usher_str help_json;       /* {"parameter": "what it means"}, may be empty */
  void (*function)(void);    /* the function described above, cast. [worker] */
} usher_action;

typedef struct usher_ext_actions {
  uint32_t size;
  uint32_t count;
  const usher_action *const *actions;
} usher_ext_actions;

typedef uint32_t usher_arg_b;
typedef int64_t usher_arg_i;
typedef double usher_arg_d;
typedef usher_str usher_arg_s, usher_arg_y, usher_arg_j;
typedef const uint32_t *usher_arg_b_opt;
typedef const int64_t *usher_arg_i_opt;
typedef const double *usher_arg_d_opt;
typedef const usher_str *usher_arg_s_opt, *usher_arg_y_opt, *usher_arg_j_opt;

/* ---- Services of the host: found through host->service(), each function [call] --------------------------------------- */

/* A key-value store per instance. Durable: it survives crashes, restarts and new versions of the plugin. Keys are 1 to 256
 * bytes of text, values at most 256 KiB, all of an instance together 16 MiB. What a value means is the plugin's affair; secrets
 * do not belong here (store their hash). */
#define USHER_SVC_KV "usher.kv/1"
#define USHER_KV_ANY 0             /* expect_version: write whatever is there */
#define USHER_KV_ABSENT UINT64_MAX /* expect_version: write only if the key does not exist */
typedef struct usher_kv_value {
  uint32_t size;
  uint32_t reserved;
  uint64_t version; /* never 0; changes with every write of the key */
  usher_str value;  /* [bytes] */
} usher_kv_value;
typedef struct usher_svc_kv {
  uint32_t size;
  uint32_t reserved;

  /* Reads a key into `out`, whose `size` the plugin has set. USHER_E_NOT_FOUND when there is no such key. [call] */
  usher_status (*get)(usher_call *call, usher_str key, usher_kv_value *out);

  /* `value` is [bytes]; `ttl_ms` 0 = for ever. USHER_E_CONFLICT when expect_version does not match, USHER_E_LIMIT over the
   * quota. On USHER_OK the write is durable. [call] */
  usher_status (*put)(usher_call *call, usher_str key, usher_str value, int64_t ttl_ms, uint64_t expect_version);

  /* Also USHER_OK when there was no such key, unless expect_version says otherwise. [call] */
  usher_status (*del)(usher_call *call, usher_str key, uint64_t expect_version);

  /* At most `limit` keys that begin with `prefix` and sort after `after`, in the order of their bytes. The host may give fewer
   * than `limit` (never more than 1,000); no key at all means that there are no more. [call] */
  usher_status (*list)(usher_call *call, usher_str prefix, usher_str after, uint32_t limit, const usher_str **keys,
                       uint32_t *count);
} usher_svc_kv;

/* HTTP, done by the host: only to the origins that the manifest names under `permissions`. TLS is always verified. */
#define USHER_SVC_HTTP "usher.http/1"
enum {
  USHER_HTTP_CACHE = 1,       /* request: keep the answer, and ask with its ETag next time; GET only */
  USHER_HTTP_NO_REDIRECT = 2, /* request: hand out a 3xx answer as it is */
  USHER_HTTP_FROM_CACHE = 1   /* answer: the third party said that nothing changed since; `status` is the kept one */
};
typedef struct usher_http_request {
  uint32_t size;
  uint32_t flags;
  uint32_t header_count;
  uint32_t timeout_ms;        /* 0 = what is left until the deadline; never more than two minutes */
  uint64_t max_body;          /* longest answer taken, in bytes; 0 = 1 MiB; at most 8 MiB */
  usher_str method;           /* GET (also when empty), HEAD, POST, PUT, PATCH, DELETE */
  usher_str url;
  const usher_str *headers;   /* name, value, name, value ...: 2 * header_count texts */
  usher_str body;             /* [bytes] */
  usher_str auth_scheme;      /* "Bearer" when empty */
  usher_str auth_secret_key;  /* the host adds `Authorization: <auth_scheme> <this secret>`: the token never enters the plugin */
} usher_http_request;
typedef struct usher_http_response {
  uint32_t size;
  uint32_t status;            /* of HTTP */
  uint32_t flags;
  uint32_t header_count;
  int64_t retry_after_ms;     /* Retry-After, from now; -1 = not given */
  const usher_str *headers;   /* name, value, name, value ...; names in lower case; without Set-Cookie */
  usher_str body;             /* [bytes] */
  usher_str final_url;        /* after redirects */
} usher_http_response;
typedef struct usher_svc_http {
  uint32_t size;
  uint32_t reserved;

  /* Performs one exchange and waits for it. Any HTTP status is USHER_OK; `out->size` is set by the plugin. USHER_E_POLICY when
   * the manifest does not allow it, USHER_E_UPSTREAM when there was no whole answer, USHER_E_LIMIT when it was too long.
   * [call] */
  usher_status (*perform)(usher_call *call, const usher_http_request *request, usher_http_response *out);

  /* Performs up to 64 exchanges at the same time and waits for all. `outs[i]` and `statuses[i]` are those of `requests[i]`.
   * USHER_OK when every exchange was tried. [call] */
  usher_status (*perform_many)(usher_call *call, const usher_http_request *const *requests, usher_http_response *const *outs,
                               usher_status *statuses, uint32_t count);
} usher_svc_http;

/* Secrets of an instance: encrypted on disk, never logged. "config/<key>" are those that the admin configured, and cannot be
 * written; usher_subject.secret_key names that of an account; every other name is the plugin's own. Needs the permission
 * `secrets`. Names are 1 to 256 bytes of text, values at most 64 KiB. */
#define USHER_SVC_SECRETS "usher.secrets/1"
typedef struct usher_svc_secrets {
  uint32_t size;
  uint32_t reserved;

  /* `value` is [bytes]. USHER_E_NOT_FOUND when there is no such secret. [call] */
  usher_status (*get)(usher_call *call, usher_str key, usher_str *value);

  /* `value` is [bytes]. On USHER_OK the secret is durable. [call] */
  usher_status (*put)(usher_call *call, usher_str key, usher_str value);

  /* Also USHER_OK when there was none. [call] */
  usher_status (*del)(usher_call *call, usher_str key);

  /* USHER_OK when `mac_hex` is the HMAC of `data`, which is [bytes], under this secret, USHER_E_POLICY when it is not, or is no
   * MAC at all; compared in constant time, and the secret stays with the host. `algorithm` is "sha256", "sha1" or "md5".
   * [call] */
  usher_status (*hmac_verify)(usher_call *call, usher_str key, usher_str algorithm, usher_str data, usher_str mac_hex);
} usher_svc_secrets;

/* Connections for protocols other than HTTP, only to the places that the manifest names under `permissions`. */
#define USHER_SVC_NET "usher.net/1"
typedef struct usher_svc_net {
  uint32_t size;
  uint32_t reserved;

  /* Connects and hands over the descriptor, which blocks and is the plugin's to close. TLS is the plugin's affair. The plugin
   * can read, write, poll, shut down and close it, and nothing else. [call] */
  usher_status (*connect_tcp)(usher_call *call, usher_str host, uint16_t port, int32_t *descriptor);
} usher_svc_net;

/* Reads JSON (RFC 8259), so that a plugin needs no JSON library. Answered inside the worker. */
#define USHER_SVC_JSON "usher.json/1"
enum {
  USHER_JSON_MISSING = 0,
  USHER_JSON_NULL = 1,
  USHER_JSON_BOOL = 2,
  USHER_JSON_NUMBER = 3,
  USHER_JSON_STRING = 4,
  USHER_JSON_ARRAY = 5,
  USHER_JSON_OBJECT = 6
};
typedef struct usher_svc_json {
  uint32_t size;
  uint32_t reserved;

  /* The value at `pointer` (RFC 6901). Strings come decoded, in memory of the call; everything else is the part of `json` that
   * it is, and lives as long as that. A pointer that leads nowhere gives USHER_OK and USHER_JSON_MISSING; a document that is not
   * JSON, or nested deeper than 64 levels, gives USHER_E_INVALID. [call] */
  usher_status (*get)(usher_call *call, usher_str json, usher_str pointer, int32_t *type, usher_str *out);

  /* How many members the array or object at `pointer` has. [call] */
  usher_status (*count)(usher_call *call, usher_str json, usher_str pointer, uint32_t *count);

  /* `text` as a JSON string, quotes included. [call] */
  usher_status (*quote)(usher_call *call, usher_str text, usher_str *out);

  /* All members of the array or object at `pointer`, in one pass over the document: 2 * count texts, name, value, name, value
   * ... Names come decoded, and are empty in an array. Values are parts of `json`, each a document of its own for get(). Anything
   * else has no members. [call] */
  usher_status (*members)(usher_call *call, usher_str json, usher_str pointer, const usher_str **members, uint32_t *count);
} usher_svc_json;

/* The host's own web address. */
#define USHER_SVC_SITE "usher.site/1"
typedef struct usher_svc_site {
  uint32_t size;
  uint32_t reserved;

  /* The address of the page where a person redeems `code` at this instance. It carries the code in the fragment, which browsers
   * send to nobody. [call] */
  usher_status (*claim_url)(usher_call *call, usher_str code, usher_str *out);
} usher_svc_site;

/* ---- Conveniences: compiled into the plugin, not part of the ABI ----------------------------------------------------- */

/* A literal as usher_str, in an initialiser. */
#define USHER_LIT(text) { (text), sizeof(text) - 1 }

/* Whether `table` is there, is new enough to have `field`, and `field` is filled. */
#define USHER_HAS(table, field) \
  ((table) && (table)->size >= (size_t)((const char *)(&(table)->field + 1) - (const char *)(table)) && (table)->field)

static inline usher_status usher_say(usher_call *call, int32_t finding, usher_str reason) {
  usher_evidence e = {{(uint32_t)sizeof e, USHER_ITEM_EVIDENCE}, 0, finding, 0, 0, 0, 0, reason, {0, 0}};
  return call->host->emit(call, &e.head);
}
static inline usher_status usher_holds(usher_call *call) {
  usher_str none = {0, 0};
  return usher_say(call, USHER_HOLDS, none);
}
static inline usher_status usher_holds_not(usher_call *call, usher_str reason) {
  return usher_say(call, USHER_HOLDS_NOT, reason);
}
static inline usher_status usher_fail(usher_call *call, usher_status status, int64_t retry_after_ms, usher_str message) {
  usher_error e = {{(uint32_t)sizeof e, USHER_ITEM_ERROR}, status, 0, retry_after_ms, message};
  (void)call->host->emit(call, &e.head);
  return status;
}

#if !defined(__cplusplus)
/* Signature text and C type come from one list, so a function that does not fit its signature does not compile:
 *   static const usher_action greet = USHER_ACTION2("greet", "Greet somebody", 0, greet_fn, name, s, times, i_opt); */
#define USHER_ACTION_(ID, TITLE, FLAGS, FN, SIGNATURE, TYPE) \
  { sizeof(usher_action), FLAGS, USHER_LIT(ID), USHER_LIT(TITLE), USHER_LIT(SIGNATURE), {0, 0}, \
    _Generic(&FN, TYPE: (void (*)(void))&FN) }
#define USHER_ACTION0(ID, TITLE, FLAGS, FN) \
  USHER_ACTION_(ID, TITLE, FLAGS, FN, "", usher_status (*)(void *, usher_call *))
#define USHER_ACTION1(ID, TITLE, FLAGS, FN, n1, t1) \
  USHER_ACTION_(ID, TITLE, FLAGS, FN, #n1 " " #t1, usher_status (*)(void *, usher_call *, usher_arg_##t1))
#define USHER_ACTION2(ID, TITLE, FLAGS, FN, n1, t1, n2, t2) \
  USHER_ACTION_(ID, TITLE, FLAGS, FN, #n1 " " #t1 ", " #n2 " " #t2, \
                usher_status (*)(void *, usher_call *, usher_arg_##t1, usher_arg_##t2))
#define USHER_ACTION3(ID, TITLE, FLAGS, FN, n1, t1, n2, t2, n3, t3) \
  USHER_ACTION_(ID, TITLE, FLAGS, FN, #n1 " " #t1 ", " #n2 " " #t2 ", " #n3 " " #t3, \
                usher_status (*)(void *, usher_call *, usher_arg_##t1, usher_arg_##t2, usher_arg_##t3))
#define USHER_ACTION4(ID, TITLE, FLAGS, FN, n1, t1, n2, t2, n3, t3, n4, t4) \
  USHER_ACTION_(ID, TITLE, FLAGS, FN, #n1 " " #t1 ", " #n2 " " #t2 ", " #n3 " " #t3 ", " #n4 " " #t4, \
                usher_status (*)(void *, usher_call *, usher_arg_##t1, usher_arg_##t2, usher_arg_##t3, usher_arg_##t4))
#define USHER_ACTION5(ID, TITLE, FLAGS, FN, n1, t1, n2, t2, n3, t3, n4, t4, n5, t5) \
  USHER_ACTION_(ID, TITLE, FLAGS, FN, #n1 " " #t1 ", " #n2 " " #t2 ", " #n3 " " #t3 ", " #n4 " " #t4 ", " #n5 " " #t5, \
                usher_status (*)(void *, usher_call *, usher_arg_##t1, usher_arg_##t2, usher_arg_##t3, usher_arg_##t4, \
                usher_arg_##t5))
#define USHER_ACTION6(ID, TITLE, FLAGS, FN, n1, t1, n2, t2, n3, t3, n4, t4, n5, t5, n6, t6) \
  USHER_ACTION_(ID, TITLE, FLAGS, FN, #n1 " " #t1 ", " #n2 " " #t2 ", " #n3 " " #t3 ", " #n4 " " #t4 ", " #n5 " " #t5 ", " \
  #n6 " " #t6, \
                usher_status (*)(void *, usher_call *, usher_arg_##t1, usher_arg_##t2, usher_arg_##t3, usher_arg_##t4, \
                usher_arg_##t5, usher_arg_##t6))
#define USHER_ACTION7(ID, TITLE, FLAGS, FN, n1, t1, n2, t2, n3, t3, n4, t4, n5, t5, n6, t6, n7, t7) \
  USHER_ACTION_(ID, TITLE, FLAGS, FN, #n1 " " #t1 ", " #n2 " " #t2 ", " #n3 " " #t3 ", " #n4 " " #t4 ", " #n5 " " #t5 ", " \
  #n6 " " #t6 ", " #n7 " " #t7, \
                usher_status (*)(void *, usher_call *, usher_arg_##t1, usher_arg_##t2, usher_arg_##t3, usher_arg_##t4, \
                usher_arg_##t5, usher_arg_##t6, usher_arg_##t7))
#define USHER_ACTION8(ID, TITLE, FLAGS, FN, n1, t1, n2, t2, n3, t3, n4, t4, n5, t5, n6, t6, n7, t7, n8, t8) \
  USHER_ACTION_(ID, TITLE, FLAGS, FN, #n1 " " #t1 ", " #n2 " " #t2 ", " #n3 " " #t3 ", " #n4 " " #t4 ", " #n5 " " #t5 ", " \
  #n6 " " #t6 ", " #n7 " " #t7 ", " #n8 " " #t8, \
                usher_status (*)(void *, usher_call *, usher_arg_##t1, usher_arg_##t2, usher_arg_##t3, usher_arg_##t4, \
                usher_arg_##t5, usher_arg_##t6, usher_arg_##t7, usher_arg_##t8))
#endif

#ifdef __cplusplus
}
#endif
#endif
