/* Verifies requests by itself, as one does with a public key (a sum stands for the signature here). */
#include <stdio.h>
#include "webhooks.h"
#define MANIFEST_MORE WEBHOOK("", "", "\"x-sum\": \"816\"")
static usher_status is_real(usher_call *call, const usher_webhook *request) {
  (void)call;
  unsigned sum = 0;
  for (size_t i = 0; i < request->body.len; i++) sum += (unsigned char)request->body.ptr[i];
  char digits[16];
  size_t length = (size_t)snprintf(digits, sizeof digits, "%u", sum);
  usher_str given = header(request, "x-sum");
  return given.len == length && !memcmp(given.ptr, digits, length) ? USHER_OK : USHER_E_POLICY;
}
#include "../Mistakes/mistake.h"
