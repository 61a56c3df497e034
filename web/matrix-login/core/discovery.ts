// From a server name to the address of its client-server API (specification: client-server API, "Well-known URIs").

import { loginError, type LoginError } from "./errors";
import { hostOf } from "./identifier";
import { asObject, send, stringAt, type JSONObject } from "./request";
import type { Surroundings } from "./surroundings";

/** A server whose address the page knows already; discovery is skipped for it. */
export interface KnownServer {
  readonly name: string;
  readonly clientURL: string;
}

export interface Homeserver {
  readonly name: string;
  /** Without a trailing slash. */
  readonly baseURL: string;
  readonly via: "configured" | "well-known" | "direct";
}

export type Found<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: LoginError };

const wellKnownTimeoutMS = 5_000;
const versionsTimeoutMS = 10_000;

/** Finds the homeserver called `server`. Writes nothing and keeps nothing. */
export async function discover(
  surroundings: Surroundings,
  server: string,
  known: readonly KnownServer[],
  signal: AbortSignal,
): Promise<Found<Homeserver>> {
  const configured = known.find((entry) => entry.name.toLowerCase() === server);
  if (configured) {
    const baseURL = configured.clientURL.replace(/\/+$/, "");
    return checkVersions(surroundings, { name: server, baseURL, via: "configured" }, signal);
  }
  const reply = await send(surroundings, {
    method: "GET", url: `https://${hostOf(server)}/.well-known/matrix/client`, timeoutMS: wellKnownTimeoutMS, signal,
  });
  // A browser cannot tell a missing host from a missing CORS header, so silence is treated like "no such file".
  if (reply.kind === "silence" || reply.status === 404) {
    return checkVersions(surroundings, { name: server, baseURL: `https://${server}`, via: "direct" }, signal);
  }
  if (reply.status !== 200) return { ok: false, error: loginError("wk_broken", { server }) };
  const base = baseURLIn(reply.body, server);
  if (!base.ok) return base;
  return checkVersions(surroundings, { name: server, baseURL: base.value, via: "well-known" }, signal);
}

/** The homeserver's address in a well-known document, as found in the file or in the answer to a login. */
export function baseURLIn(body: JSONObject | null, server: string): Found<string> {
  const broken = { ok: false, error: loginError("wk_broken", { server }) } as const;
  const text = stringAt(asObject(body?.["m.homeserver"]), "base_url");
  if (text === null) return broken;
  const identityServer = body?.["m.identity_server"];
  if (identityServer !== undefined && stringAt(asObject(identityServer), "base_url") === null) return broken;
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return { ok: false, error: loginError("wk_scheme", { server, address: text.slice(0, 80) }) };
  }
  const isLoopback = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback)) {
    return { ok: false, error: loginError("wk_scheme", { server, address: text.slice(0, 80) }) };
  }
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") return broken;
  return { ok: true, value: (url.origin + url.pathname).replace(/\/+$/, "") };
}

async function checkVersions(
  surroundings: Surroundings,
  homeserver: Homeserver,
  signal: AbortSignal,
): Promise<Found<Homeserver>> {
  const reply = await send(surroundings, {
    method: "GET", url: `${homeserver.baseURL}/_matrix/client/versions`, timeoutMS: versionsTimeoutMS, signal,
  });
  const server = homeserver.name;
  if (reply.kind === "silence") {
    return { ok: false, error: loginError(surroundings.isOnline() ? "not_found" : "offline", { server }) };
  }
  const versions = reply.body?.["versions"];
  const isMatrix = reply.status === 200 && Array.isArray(versions) && versions.every((v) => typeof v === "string");
  if (isMatrix) return { ok: true, value: homeserver };
  const code = reply.status >= 500 ? "homeserver_error" : "not_matrix";
  return { ok: false, error: loginError(code, { server }) };
}
