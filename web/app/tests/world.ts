// A world for the app's logic: a server that answers what a test scripted, a clock and a tab that are moved by hand.

import { UsherAPI } from "../api/client";
import { InviteJourney } from "../invite/journey";
import type { Place } from "../invite/place";
import type { Watch } from "../invite/poller";
import { SessionStore } from "../session/sessionStore";

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly headers: Record<string, string>;
}

/** A number is an empty answer with that status. */
export type Answer = { readonly status?: number; readonly body?: unknown } | number | "silence" | "hang";

export const redemptionID = "0123456789abcdef0123456789abcdef";
const room = { id: "!room:example.org", name: "Reading circle" };

export const offered = {
  state: "offered", room: { ...room, joined: 3 }, from: "Mia", bot: "@usher:example.org", expires_at: null, uses_left: null,
};

export const redeemed = (state: string, more: object = {}): { body: unknown } => ({
  body: {
    id: redemptionID, state, room, room_url: state === "invited" ? "https://matrix.to/#/!room:example.org" : null,
    failure: null, retry_after_ms: null, ...more,
  },
});

export const problem = (status: number, code: string, retryAfterMS?: number): Answer => ({
  status, body: { status, code, request_id: "r-1", ...(retryAfterMS === undefined ? {} : { retry_after_ms: retryAfterMS }) },
});

export class World implements Watch, Place {
  time = 1_000_000;
  online = true;
  hidden = false;
  fragment: string | null = "code-1";
  remembered: string | null = null;
  readonly calls: Call[] = [];
  private timers: { at: number; run: () => void }[] = [];
  private readonly wakers = new Set<() => void>();
  readonly script = new Map<string, Answer | Answer[]>([
    ["GET /api/page", { body: { bot: "@usher:example.org", default_server: null, servers: [] } }],
    ["GET /api/session", { body: { user: null, csrf: null } }],
    ["POST /api/session", { body: { user: "@alice:example.org", csrf: "csrf-1" } }],
    ["DELETE /api/session", 204],
    ["POST /api/claims/describe", { body: offered }],
    ["POST /api/redemptions", redeemed("invited")],
    [`GET /api/redemptions/${redemptionID}`, redeemed("invited")],
  ]);

  readonly api = new UsherAPI({
    now: () => this.time,
    after: (milliseconds, run) => this.after(milliseconds, run),
    isOnline: () => this.online,
    fetch: ((path: string, init: RequestInit) => this.answer(path, init)) as unknown as typeof fetch,
  });
  readonly session = new SessionStore(this.api, () => this.time);

  code = (): string | null => this.fragment;
  rememberedRedemption = (): string | null => this.remembered;
  remember = (id: string | null): void => {
    this.remembered = id;
  };
  stripCode = (): void => {
    this.fragment = null;
  };
  isHidden = (): boolean => this.hidden;
  onWake = (run: () => void): (() => void) => {
    this.wakers.add(run);
    return () => this.wakers.delete(run);
  };

  after = (milliseconds: number, run: () => void): (() => void) => {
    const timer = { at: this.time + milliseconds, run };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  };

  /** The tab is looked at again, or the network is back. */
  wake(): void {
    for (const run of [...this.wakers]) run();
  }

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

  private async answer(path: string, init: RequestInit): Promise<Response> {
    const method = init.method ?? "GET";
    const body: unknown = typeof init.body === "string" ? JSON.parse(init.body) : null;
    this.calls.push({ method, path, body, headers: init.headers as Record<string, string> });
    const entry = this.script.get(`${method} ${path}`) ?? 404;
    const answer: Answer = Array.isArray(entry) ? (entry.length > 1 ? entry.shift()! : entry[0]!) : entry;
    if (answer === "silence") throw new TypeError("Failed to fetch");
    if (answer === "hang") {
      return new Promise((_, reject) => init.signal?.addEventListener("abort", () => reject(new TypeError("aborted"))));
    }
    const status = typeof answer === "number" ? answer : answer.status ?? 200;
    const text = typeof answer === "number" ? "" : JSON.stringify(answer.body);
    const headers = { get: () => null };
    return { status, ok: status >= 200 && status < 300, headers, text: async () => text } as unknown as Response;
  }

  callsTo(method: string, path: string): Call[] {
    return this.calls.filter((call) => call.method === method && call.path === path);
  }

  signIn(user = "@alice:example.org"): void {
    this.script.set("GET /api/session", { body: { user, csrf: "csrf-0" } });
  }

  async journey(): Promise<InviteJourney> {
    const journey = new InviteJourney("invites", { api: this.api, session: this.session, place: this, watch: this });
    void journey.start();
    await this.settle();
    return journey;
  }
}
