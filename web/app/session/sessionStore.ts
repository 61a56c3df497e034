// Who this browser is signed in as, for every page.

import type { UsherAPI } from "../api/client";
import type { Outcome, Trouble } from "../api/types";
import type { OpenIDProof, Verdict } from "../../matrix-login";

/** `undefined` = not known yet, `null` = nobody. */
export type SignedIn = string | null | undefined;

export class SessionStore {
  private user: SignedIn = undefined;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly api: UsherAPI, private readonly now: () => number) {}

  getUser = (): SignedIn => this.user;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Asks the server who is signed in. */
  async load(): Promise<Outcome<string | null>> {
    const outcome = await this.api.session();
    if (!outcome.ok) return outcome;
    this.set(outcome.value.user);
    return { ok: true, value: outcome.value.user };
  }

  /** Offers a proof to the server. Only a definite no counts as refused; everything unclear can be tried again. */
  async prove(proof: OpenIDProof): Promise<Verdict> {
    const outcome = await this.api.createSession(proof.serverName, proof.token);
    if (outcome.ok) {
      const { user } = outcome.value;
      if (user === null) return { kind: "unreachable" };
      this.set(user);
      return { kind: "verified", userID: user };
    }
    const { code, retryAt } = outcome.trouble;
    if (code === "identity-refused" || code === "malformed") return { kind: "refused" };
    if (code === "identity-replayed") return this.afterReplay();
    if (code === "busy") return { kind: "busy", retryAfterMS: retryAt === null ? null : retryAt - this.now() };
    return { kind: "unreachable" };
  }

  /** Signs out; answers what stood in the way, or `null`. */
  async signOut(): Promise<Trouble | null> {
    const outcome = await this.api.deleteSession();
    if (!outcome.ok && outcome.trouble.status !== 401) return outcome.trouble;
    this.set(null);
    return null;
  }

  /** The server no longer knows this session. */
  forget(): void {
    this.set(null);
  }

  /** The proof was used up before: by ourselves, if its answer was lost on the way and we are signed in after all. */
  private async afterReplay(): Promise<Verdict> {
    const session = await this.load();
    if (!session.ok) return { kind: "unreachable" };
    return session.value === null ? { kind: "refused" } : { kind: "verified", userID: session.value };
  }

  private set(user: string | null): void {
    this.user = user;
    for (const listener of this.listeners) listener();
  }
}
