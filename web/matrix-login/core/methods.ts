// Which of a homeserver's ways to log in this component can use.

import { loginError } from "./errors";
import type { Found, Homeserver } from "./discovery";
import { asObject, send } from "./request";
import type { Surroundings } from "./surroundings";

const flowsTimeoutMS = 10_000;

/**
 * Answers whether `homeserver` takes a password here. A server that asks clients to prefer OAuth must not be shown a
 * password field, even if it would still take one (specification: `oauth_aware_preferred`).
 */
export async function checkPasswordMethod(
  surroundings: Surroundings,
  homeserver: Homeserver,
  signal: AbortSignal,
): Promise<Found<null>> {
  const server = homeserver.name;
  const reply = await send(surroundings, {
    method: "GET", url: `${homeserver.baseURL}/_matrix/client/v3/login`, timeoutMS: flowsTimeoutMS, signal,
  });
  if (reply.kind === "silence") {
    return { ok: false, error: loginError(surroundings.isOnline() ? "unreachable" : "offline", { server }) };
  }
  if (reply.status === 429) return { ok: false, error: limited(surroundings, reply.body?.["retry_after_ms"], server) };
  if (reply.status === 404) return { ok: false, error: loginError("method_unsupported", { server }) };
  const list = reply.body?.["flows"];
  if (reply.status !== 200 || !Array.isArray(list)) {
    return { ok: false, error: loginError("homeserver_error", { server }) };
  }
  const flows = list.map(asObject);
  const prefersOAuth = flows.some((flow) => {
    return flow?.["oauth_aware_preferred"] === true || flow?.["org.matrix.msc3824.delegated_oidc_compatibility"] === true;
  });
  const takesPassword = flows.some((flow) => flow?.["type"] === "m.login.password");
  if (takesPassword && !prefersOAuth) return { ok: true, value: null };
  return { ok: false, error: loginError("method_unsupported", { server }) };
}

/**
 * A browser cannot read `Retry-After` across origins, so the body's `retry_after_ms` counts; without it, half a minute.
 */
export function limited(
  surroundings: Surroundings,
  retryAfterMS: unknown,
  server: string,
  code: "limited" | "verify_busy" = "limited",
): ReturnType<typeof loginError> {
  const given = typeof retryAfterMS === "number" && Number.isFinite(retryAfterMS) && retryAfterMS >= 0;
  const wait = given ? Math.min(Math.max(retryAfterMS, 1_000), 24 * 3_600_000) : 30_000;
  return loginError(code, { server }, surroundings.now() + wait);
}
