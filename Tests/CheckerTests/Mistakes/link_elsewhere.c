/* Sends the browser to a host that its manifest does not name: a wildcard means what is below it. */
#include <string.h>
#include "usher_plugin.h"
static usher_status begin(void *self, usher_call *call, const usher_link_start *start) {
  (void)self, (void)start;
  usher_link_step step = {{sizeof step, USHER_ITEM_LINK_STEP}, .step = USHER_STEP_REDIRECT,
                          .url = USHER_LIT("https://third.example/authorize")};
  return call->host->emit(call, &step.head);
}
static usher_status resume(void *self, usher_call *call, const usher_link_input *input) {
  (void)self, (void)input;
  return usher_fail(call, USHER_E_UPSTREAM, 0, (usher_str)USHER_LIT("the third party said no"));
}
static const void *extension(const char *id) {
  static const usher_ext_link link = {sizeof link, 0, begin, resume, NULL};
  return strcmp(id, USHER_EXT_LINK) == 0 ? &link : NULL;
}
#define EXTENSION extension
#define MANIFEST_MORE ", \"permissions\": {\"link_hosts\": [\"*.third.example\"]}"
#include "mistake.h"
