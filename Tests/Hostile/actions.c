/* Actions that are declared or answered wrongly, by CASE. */
#define TRICK_EXTENSION
#include "trick.h"

static usher_status say(usher_call *call, const char *json, size_t length) {
  usher_result result = {{sizeof result, USHER_ITEM_RESULT}, {json, length}};
  return call->host->emit(call, &result.head);
}

#if CASE < 10
static usher_status act(void *self, usher_call *call) {
  (void)self;
  static char large[5 << 20];
  switch (CASE) {
    case 1: say(call, "not json", 8); return USHER_OK;
    case 2: memset(large, ' ', sizeof large); large[0] = '1'; say(call, large, sizeof large); return USHER_OK; /* too large */
    case 3: say(call, "1", 1); say(call, "2", 1); return USHER_OK;             /* two results */
    case 4: say(call, "1", 1); return USHER_E_UPSTREAM;                        /* a result, and an error */
    case 5: usher_holds(call); return USHER_OK;                                /* evidence */
    case 6: memset(large, '[', 100000); say(call, large, 100000); return USHER_OK; /* lists in lists in lists */
    case 7: say(call, "\"\xed\xa0\x80\"", 5); return USHER_OK;                 /* half a character */
    case 8: say(call, "1", (size_t)1 << 62); return USHER_OK;
    default: say(call, "\"yes\"", 5); return USHER_OK;
  }
}
#define SIGNATURE ""
#define FUNCTION act
#elif CASE == 10 /* the signature says two numbers, the function takes a text and a pointer, and uses both */
static usher_status act(void *self, usher_call *call, usher_str value, const int64_t *pointer) {
  (void)self, (void)call;
  return (usher_status)(value.ptr[value.len - 1] + *pointer);
}
#define SIGNATURE "a i, b i"
#define FUNCTION act
#elif CASE == 11 /* the function takes more than it is given */
static usher_status act(void *self, usher_call *call, int64_t a, int64_t b, int64_t c, int64_t d, const char *beyond) {
  (void)self, (void)call, (void)a, (void)b, (void)c, (void)d;
  return beyond[0] == 'x' ? USHER_OK : USHER_E_INVALID;
}
#define SIGNATURE ""
#define FUNCTION act
#elif CASE == 12 /* a function that is none */
static const char data[16] = "not code";
#define SIGNATURE ""
#define FUNCTION data
#endif

static usher_action table[1];
static const usher_action *const actions[] = {table};
static const usher_ext_actions actions_table = {sizeof actions_table, 1, actions};
static const void *extension(const char *id) {
  usher_action declared = {sizeof declared, 0, USHER_LIT("act"), USHER_LIT("Act"), USHER_LIT(SIGNATURE), {0, 0}, NULL};
  const void *function = (const void *)(uintptr_t)&FUNCTION;
  memcpy(&declared.function, &function, sizeof function);
  table[0] = declared;
  return strcmp(id, USHER_EXT_ACTIONS) ? NULL : &actions_table;
}

EVALUATE {
  (void)self, (void)requirement, (void)subject;
  return done(call, "asked", 0);
}
