/* Knows the sender by a token that comes with each request. */
#include "webhooks.h"
#define MANIFEST_MORE WEBHOOK(", \"secrets\": true", "\"secrets\": {\"config/token\": \"s3cret\"}, ", "\"x-token\": \"s3cret\"")
static usher_status is_real(usher_call *call, const usher_webhook *request) {
  const usher_svc_secrets *secrets = call->host->service(call->host, USHER_SVC_SECRETS);
  if (!USHER_HAS(secrets, get)) return USHER_E_UNSUPPORTED;
  usher_str token, given = header(request, "x-token");
  usher_status status = secrets->get(call, (usher_str)USHER_LIT("config/token"), &token);
  if (status) return status;
  unsigned char differs = token.len != given.len;
  for (size_t i = 0; !differs && i < token.len; i++) differs |= (unsigned char)(token.ptr[i] ^ given.ptr[i]);
  return differs ? USHER_E_POLICY : USHER_OK;
}
#include "../Mistakes/mistake.h"
