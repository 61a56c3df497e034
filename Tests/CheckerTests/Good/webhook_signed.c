/* Lets the host verify the signature of a request. */
#include "webhooks.h"
#define MANIFEST_MORE \
  WEBHOOK(", \"secrets\": true", "\"secrets\": {\"config/webhook\": \"not a real one\"}, ", "\"x-signature\": \"00\"")
static usher_status is_real(usher_call *call, const usher_webhook *request) {
  const usher_svc_secrets *secrets = call->host->service(call->host, USHER_SVC_SECRETS);
  if (!USHER_HAS(secrets, hmac_verify)) return USHER_E_UNSUPPORTED;
  return secrets->hmac_verify(call, (usher_str)USHER_LIT("config/webhook"), (usher_str)USHER_LIT("sha256"), request->body,
                              header(request, "x-signature"));
}
#include "../Mistakes/mistake.h"
