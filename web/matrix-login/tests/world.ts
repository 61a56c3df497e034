// A world for the core: a clock that is moved by hand, and homeservers that answer what a test scripted.

import { LoginCore } from "../core/loginCore";
import type { LoginOptions, LoginSnapshot } from "../core/state";
import type { Surroundings } from "../core/surroundings";

export interface Call {
  readonly method: string;
  readonly url: string;
  readonly body: Record<string, unknown> | null;
  readonly headers: Record<string, string>;
  readonly keepalive: boolean;
  readonly redirect: string;
}

/** `silence` = the connection fails, `hang` = nothing comes until the request is aborted. */
export type Scripted = { status: number; body?: unknown; raw?: string } | "silence" | "hang" | (() => Promise<Scripted>);

export const password = " s3cret päss 🔑 ";
export const accessToken = "syt-access-token-0123456789";
export const openIDToken = "openid-token-9876543210";
const base = "https://matrix.example.org";

export class World implements Surroundings {
  time = 1_000_000;
  online = true;
  readonly calls: Call[] = [];
  readonly snapshots: LoginSnapshot[] = [];
  private timers: { at: number; run: () => void }[] = [];
  private readonly pageHide = new Set<() => void>();
  /** The latest entry that fits answers; a list is used up from the front, its last answer stays. */
  readonly script = new Map<string, Scripted | Scripted[]>([
    ["GET https://example.org/.well-known/matrix/client", { status: 200, body: { "m.homeserver": { base_url: `${base}/` } } }],
    [`GET ${base}/_matrix/client/versions`, { status: 200, body: { versions: ["v1.12"] } }],
    [`GET ${base}/_matrix/client/v3/login`, { status: 200, body: { flows: [{ type: "m.login.password" }] } }],
    [`POST ${base}/_matrix/client/v3/login`, { status: 200, body: { user_id: "@alice:example.org", access_token: accessToken } }],
    [`POST ${base}/_matrix/client/v3/user/%40alice%3Aexample.org/openid/request_token`, {
      status: 200, body: { access_token: openIDToken, matrix_server_name: "example.org", expires_in: 3600, token_type: "Bearer" },
    }],
    [`POST ${base}/_matrix/client/v3/logout`, { status: 200, body: {} }],
  ]);

  now = (): number => this.time;
  isOnline = (): boolean => this.online;
  randomLetters = (count: number): string => "ABCDEFGHIJKLMNOP".slice(0, count);

  after = (milliseconds: number, run: () => void): (() => void) => {
    const timer = { at: this.time + milliseconds, run };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  };

  onPageHide = (run: () => void): (() => void) => {
    this.pageHide.add(run);
    return () => this.pageHide.delete(run);
  };

  leavePage(): void {
    for (const run of this.pageHide) run();
  }

  /** Lets everything run that does not wait for the clock. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 2; turn += 1) await new Promise<void>((resolve) => setTimeout(resolve, 0));
  }

  async advance(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    await this.settle();
    for (;;) {
      const next = this.timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.timers = this.timers.filter((timer) => timer !== next);
      this.time = Math.max(this.time, next.at);
      next.run();
      await this.settle();
    }
    this.time = end;
  }

  fetch = (async (url: string, init: RequestInit): Promise<Response> => {
    const method = init.method ?? "GET";
    this.calls.push({
      method, url, body: typeof init.body === "string" ? JSON.parse(init.body) : null,
      headers: init.headers as Record<string, string>, keepalive: init.keepalive ?? false, redirect: init.redirect ?? "follow",
    });
    const entry = this.script.get(`${method} ${url}`) ?? { status: 404, body: { errcode: "M_UNRECOGNIZED" } };
    let scripted: Scripted = Array.isArray(entry) ? (entry.length > 1 ? entry.shift()! : entry[0]!) : entry;
    const aborted = new Promise<never>((_, reject) => {
      init.signal?.addEventListener("abort", () => reject(new TypeError("aborted")));
    });
    aborted.catch(() => {});
    while (typeof scripted === "function") scripted = await Promise.race([scripted(), aborted]);
    if (scripted === "silence") throw new TypeError("Failed to fetch");
    if (scripted === "hang") return aborted;
    const { status, body, raw } = scripted;
    return { status, ok: status < 300, text: async () => raw ?? JSON.stringify(body ?? null) } as unknown as Response;
  }) as unknown as typeof fetch;

  at(rest: string): string {
    return `${base}/_matrix/client/${rest}`;
  }

  callsTo(ending: string): Call[] {
    return this.calls.filter((call) => call.url.endsWith(ending));
  }

  login(options: Partial<LoginOptions> = {}): LoginCore {
    const onProof: LoginOptions["onProof"] = async () => ({ kind: "verified", userID: "@alice:example.org" });
    const core = new LoginCore({ appName: "Usher", onProof, ...options }, this);
    core.subscribe(() => this.snapshots.push(core.getSnapshot()));
    return core;
  }

  /** A login that has come to the password. */
  async atPassword(options: Partial<LoginOptions> = {}, id = "@alice:example.org"): Promise<LoginCore> {
    const core = this.login(options);
    core.submitID(id);
    await this.settle();
    return core;
  }
}

/** A step of a state, or the code of its error. */
export function summary(core: LoginCore): string {
  const { state } = core.getSnapshot();
  return "error" in state && state.error ? `${state.step}: ${state.error.code}` : state.step;
}
