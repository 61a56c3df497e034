// One HTTP request to a homeserver, with a deadline. It never throws: that nobody answered is an answer too.

import type { Surroundings } from "./surroundings";

export type Reply =
  | { readonly kind: "answer"; readonly status: number; readonly body: JSONObject | null }
  | { readonly kind: "silence"; readonly aborted: boolean };

/** A JSON object; whatever else a server sent counts as `null`. */
export type JSONObject = Readonly<Record<string, unknown>>;

export interface Request {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly timeoutMS: number;
  readonly body?: JSONObject;
  readonly accessToken?: string;
  readonly signal?: AbortSignal;
  readonly keepalive?: boolean;
}

/** Sends `request`. Anything with a body or a token is not allowed to be redirected elsewhere. */
export async function send(surroundings: Surroundings, request: Request): Promise<Reply> {
  const aborter = new AbortController();
  const abort = (): void => aborter.abort();
  if (request.signal?.aborted) return { kind: "silence", aborted: true };
  request.signal?.addEventListener("abort", abort);
  const cancelDeadline = surroundings.after(request.timeoutMS, abort);
  const headers: Record<string, string> = {};
  if (request.body) headers["Content-Type"] = "application/json";
  if (request.accessToken !== undefined) headers["Authorization"] = `Bearer ${request.accessToken}`;
  try {
    const response = await surroundings.fetch(request.url, {
      method: request.method,
      headers,
      signal: aborter.signal,
      credentials: "omit",
      cache: "no-store",
      referrerPolicy: "no-referrer",
      redirect: request.method === "POST" ? "error" : "follow",
      keepalive: request.keepalive ?? false,
      ...(request.body ? { body: JSON.stringify(request.body) } : {}),
    });
    const text = await response.text();
    return { kind: "answer", status: response.status, body: parseObject(text) };
  } catch {
    return { kind: "silence", aborted: request.signal?.aborted ?? false };
  } finally {
    cancelDeadline();
    request.signal?.removeEventListener("abort", abort);
  }
}

function parseObject(text: string): JSONObject | null {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return null; // Not JSON.
  }
}

/** `value` if it is a JSON object. */
export function asObject(value: unknown): JSONObject | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JSONObject) : null;
}

/** The string at `key`, or `null`. */
export function stringAt(object: JSONObject | null, key: string): string | null {
  const value = object?.[key];
  return typeof value === "string" && value !== "" ? value : null;
}
