// The server's HTTP interface, one method a request. Nothing here throws: see Trouble.

import { decodeDescription, decodePageInfo, decodeRedemption, decodeSession, fieldsOf, type SessionInfo } from "./decode";
import type { Description, Outcome, PageInfo, Redemption, Trouble } from "./types";

/** What the client needs of the world; tests hand in their own. */
export interface Network {
  readonly fetch: typeof fetch;
  now(): number;
  after(milliseconds: number, run: () => void): () => void;
  isOnline(): boolean;
}

/** Longer than the 8 s for which the server may hold a redemption back. */
const timeoutMS = 30_000;

interface Call<T> {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly body?: Readonly<Record<string, string>>;
  decode(value: unknown): T | null;
}

export class UsherAPI {
  /** Sent with everything that changes something; a page of another origin cannot read it. */
  private csrf: string | null = null;

  constructor(private readonly network: Network) {}

  page(): Promise<Outcome<PageInfo>> {
    return this.send({ method: "GET", path: "/api/page", decode: decodePageInfo });
  }

  async session(): Promise<Outcome<SessionInfo>> {
    return this.keepCSRF(await this.send({ method: "GET", path: "/api/session", decode: decodeSession }));
  }

  async createSession(server: string, token: string): Promise<Outcome<SessionInfo>> {
    const call = { method: "POST", path: "/api/session", body: { server, token }, decode: decodeSession } as const;
    return this.keepCSRF(await this.sendUpToDate(call));
  }

  async deleteSession(): Promise<Outcome<true>> {
    const outcome = await this.sendUpToDate({ method: "DELETE", path: "/api/session", decode: () => true as const });
    if (outcome.ok) this.csrf = null;
    return outcome;
  }

  describe(instance: string, code: string): Promise<Outcome<Description>> {
    const body = { instance, code };
    return this.sendUpToDate({ method: "POST", path: "/api/claims/describe", body, decode: decodeDescription });
  }

  /** Not repeated with a fresh CSRF token: if the session changed in another tab, somebody else would redeem. */
  redeem(instance: string, code: string): Promise<Outcome<Redemption>> {
    return this.send({ method: "POST", path: "/api/redemptions", body: { instance, code }, decode: decodeRedemption });
  }

  redemption(id: string): Promise<Outcome<Redemption>> {
    const path = `/api/redemptions/${encodeURIComponent(id)}`;
    return this.send({ method: "GET", path, decode: decodeRedemption });
  }

  private keepCSRF(outcome: Outcome<SessionInfo>): Outcome<SessionInfo> {
    if (outcome.ok) this.csrf = outcome.value.csrf;
    return outcome;
  }

  /** Sends `call`; if the session changed in another tab meanwhile, asks for the new CSRF token and sends it once more. */
  private async sendUpToDate<T>(call: Call<T>): Promise<Outcome<T>> {
    const outcome = await this.send(call);
    if (outcome.ok || outcome.trouble.code !== "csrf") return outcome;
    const session = await this.session();
    return session.ok ? this.send(call) : session;
  }

  private async send<T>(call: Call<T>): Promise<Outcome<T>> {
    const aborter = new AbortController();
    const cancelDeadline = this.network.after(timeoutMS, () => aborter.abort());
    const headers: Record<string, string> = { Accept: "application/json" };
    if (call.method !== "GET") headers["Content-Type"] = "application/json";
    if (call.method !== "GET" && this.csrf !== null) headers["X-Usher-CSRF"] = this.csrf;
    try {
      const response = await this.network.fetch(call.path, {
        method: call.method,
        headers,
        signal: aborter.signal,
        credentials: "same-origin",
        cache: "no-store",
        redirect: "error",
        ...(call.body ? { body: JSON.stringify(call.body) } : {}),
      });
      const value = parse(await response.text());
      if (!response.ok) return { ok: false, trouble: this.problem(response, value) };
      const decoded = call.decode(value);
      return decoded === null ? { ok: false, trouble: this.problem(response, null) } : { ok: true, value: decoded };
    } catch {
      const kind = this.network.isOnline() ? "network" : "offline";
      return { ok: false, trouble: { kind, status: null, code: null, retryAt: null, requestID: null } };
    } finally {
      cancelDeadline();
    }
  }

  private problem(response: Response, value: unknown): Trouble {
    const fields = fieldsOf(value);
    const code = fields?.["code"];
    const wait = fields?.["retry_after_ms"];
    const requestID = fields?.["request_id"] ?? response.headers.get("X-Request-Id");
    return {
      kind: "problem",
      status: response.status,
      code: typeof code === "string" ? code : null,
      retryAt: typeof wait === "number" && wait > 0 ? this.network.now() + Math.min(wait, 24 * 3_600_000) : null,
      requestID: typeof requestID === "string" ? requestID : null,
    };
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // An empty answer, or not JSON; the decoders decide whether that is good enough.
  }
}
