// The login as a state machine without any user interface.
//
//   identify → discovering → password ⇄ working (login → proof → cleanup → verify) → done
//        ↖________________________________________________________________________↘ failed
//
// Every asynchronous step carries the generation it was started in; answers of an older generation are dropped.

import { discover, type Homeserver } from "./discovery";
import { loginError, type LoginError, type LoginErrorCode } from "./errors";
import { readIdentifier, type Identifier } from "./identifier";
import { checkPasswordMethod, limited } from "./methods";
import type { LoginOptions, LoginSnapshot, LoginState, Verdict } from "./state";
import { browserSurroundings, pause, type Surroundings } from "./surroundings";
import { proveByPassword, type OpenIDProof } from "./temporarySession";

const slowAfterMS = 2_000;
const verifyPausesMS = [0, 2_000, 4_000];
const invalidCodes: Record<"empty" | "email" | "server-missing" | "format", LoginErrorCode> = {
  empty: "id_empty", email: "id_email", "server-missing": "id_server_missing", format: "id_format",
};

interface Target {
  readonly homeserver: Homeserver;
  readonly userID: string | null;
  readonly deviceID: string;
}

export class LoginCore {
  private snapshot: LoginSnapshot = { state: { step: "identify", value: "", error: null }, leftover: null };
  private readonly listeners = new Set<() => void>();
  private generation = 0;
  private aborter = new AbortController();
  private cancelSlow: () => void = () => {};
  private typed = "";
  private target: Target | null = null;
  /** Offers a proof that could not be checked once more. A closure, so that no field holds the proof. */
  private recheck: { readonly run: () => void; readonly until: number } | null = null;

  constructor(
    private readonly options: LoginOptions,
    private readonly surroundings: Surroundings = browserSurroundings(),
  ) {}

  getSnapshot = (): LoginSnapshot => this.snapshot;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Looks for the server of what was typed. Typing something else and submitting again overtakes it. */
  submitID(value: string): void {
    this.typed = value;
    const identifier = readIdentifier(value, this.options.defaultServer ?? null);
    if (identifier.kind === "invalid") {
      this.begin({ step: "identify", value, error: loginError(invalidCodes[identifier.hint]) });
      return;
    }
    const { server } = identifier;
    const { allowedServers } = this.options;
    if (allowedServers && !allowedServers.includes(server)) {
      const error = loginError("server_not_allowed", { servers: allowedServers.join(", ") });
      this.begin({ step: "identify", value, error });
      return;
    }
    const generation = this.begin({ step: "discovering", value, server, slow: false });
    void this.findServer(generation, value, identifier);
  }

  /**
   * Logs in with `password`. `userName` is needed only if the person named just a server. Ignored while something is
   * under way and while the homeserver's waiting time runs.
   */
  submitPassword(password: string, userName: string = ""): void {
    const { state } = this.snapshot;
    const { target } = this;
    if (state.step !== "password" || target === null) return;
    if (state.error?.retryAt && state.error.retryAt > this.surroundings.now()) return;
    const user = target.userID ?? this.userIDFor(userName, target.homeserver.name);
    if (user === null) return this.refusePassword(loginError("id_format", { server: state.server }));
    if (password === "") return this.refusePassword(loginError("password_empty"));
    const generation = this.begin(this.working(target, "login", false));
    void this.prove(generation, target, user, password);
  }

  /** Back to the first step. A login that is under way still ends with a log-out. */
  back(): void {
    this.recheck = null;
    this.begin({ step: "identify", value: this.typed, error: null });
  }

  /** After `failed`: checks the same proof again if there is one, else goes on where it stopped. */
  retry(): void {
    const { state } = this.snapshot;
    if (state.step !== "failed") return;
    if (state.error.retryAt && state.error.retryAt > this.surroundings.now()) return;
    const { recheck, target } = this;
    if (recheck && recheck.until > this.surroundings.now()) {
      recheck.run();
    } else if (target) {
      this.begin({ step: "password", ...this.place(target), error: null });
    } else {
      this.back();
    }
  }

  /** Drops whatever is under way, except a log-out. The machine may be used again afterwards. */
  stop(): void {
    if (this.snapshot.state.step === "done") return;
    this.back();
  }

  private async findServer(generation: number, value: string, identifier: Identifier): Promise<void> {
    if (identifier.kind === "invalid") return;
    const { signal } = this.aborter;
    const found = await discover(this.surroundings, identifier.server, this.options.knownServers ?? [], signal);
    if (generation !== this.generation) return;
    if (!found.ok) return void this.begin({ step: "identify", value, error: found.error });
    const method = await checkPasswordMethod(this.surroundings, found.value, signal);
    if (generation !== this.generation) return;
    if (!method.ok) {
      const isFinal = method.error.code === "method_unsupported";
      this.target = null;
      this.begin(isFinal ? { step: "failed", error: method.error } : { step: "identify", value, error: method.error });
      return;
    }
    const userID = identifier.kind === "user" ? identifier.userID : null;
    this.target = { homeserver: found.value, userID, deviceID: this.surroundings.randomLetters(12) };
    this.begin({ step: "password", ...this.place(this.target), error: null });
  }

  private async prove(generation: number, target: Target, user: string, password: string): Promise<void> {
    const { homeserver, deviceID } = target;
    const credentials = { homeserver, user, password, deviceID, sessionName: `${this.options.appName} (temporary sign-in)` };
    const outcome = await proveByPassword(this.surroundings, credentials, (phase) => {
      if (generation === this.generation) this.show(this.working(target, phase, this.isSlow()));
    });
    if (outcome.leftover) this.publish({ ...this.snapshot, leftover: outcome.leftover });
    if (generation !== this.generation) return;
    if (outcome.proof) {
      const { proof } = outcome;
      const run = (): void => void this.verify(this.begin(this.working(target, "verify", false)), target, proof);
      this.recheck = { run, until: this.surroundings.now() + proof.expiresInS * 1_000 };
      return this.verify(generation, target, proof);
    }
    const error = outcome.error ?? loginError("homeserver_error", { server: homeserver.name });
    const isFinal = error.code === "no_openid" || error.code === "hs_full";
    this.begin(isFinal ? { step: "failed", error } : { step: "password", ...this.place(target), error });
  }

  private async verify(generation: number, target: Target, proof: OpenIDProof): Promise<void> {
    const server = target.homeserver.name;
    for (const milliseconds of verifyPausesMS) {
      if (milliseconds > 0) await pause(this.surroundings, milliseconds);
      if (generation !== this.generation) return;
      this.show(this.working(target, "verify", this.isSlow()));
      const verdict = await this.verdictOn(proof);
      if (generation !== this.generation) return;
      if (verdict.kind === "unreachable") continue;
      this.conclude(verdict, target);
      return;
    }
    this.begin({ step: "failed", error: loginError("verify_failed", { server }) });
  }

  private async verdictOn(proof: OpenIDProof): Promise<Verdict> {
    try {
      return await this.options.onProof(proof, this.aborter.signal);
    } catch {
      return { kind: "unreachable" }; // A page's server that throws has not said no.
    }
  }

  private conclude(verdict: Exclude<Verdict, { kind: "unreachable" }>, target: Target): void {
    const server = target.homeserver.name;
    if (verdict.kind === "busy") {
      const error = limited(this.surroundings, verdict.retryAfterMS, server, "verify_busy");
      this.begin({ step: "failed", error });
      return;
    }
    this.recheck = null;
    this.begin(verdict.kind === "verified"
      ? { step: "done", userID: verdict.userID, typedUserID: target.userID }
      : { step: "failed", error: loginError("identity_refused", { server }) });
  }

  private userIDFor(userName: string, server: string): string | null {
    const identifier = readIdentifier(userName, server);
    return identifier.kind === "user" && identifier.server === server ? identifier.userID : null;
  }

  private refusePassword(error: LoginError): void {
    if (this.target) this.begin({ step: "password", ...this.place(this.target), error });
  }

  private place(target: Target): { server: string; host: string; userID: string | null } {
    const { homeserver, userID } = target;
    return { server: homeserver.name, host: new URL(homeserver.baseURL).host, userID };
  }

  private working(target: Target, phase: "login" | "proof" | "cleanup" | "verify", slow: boolean): LoginState {
    return { step: "working", ...this.place(target), phase, slow };
  }

  private isSlow(): boolean {
    const { state } = this.snapshot;
    return "slow" in state && state.slow;
  }

  /** Enters a new generation: older answers no longer count, older requests are aborted. */
  private begin(state: LoginState): number {
    this.generation += 1;
    this.aborter.abort();
    this.aborter = new AbortController();
    this.cancelSlow();
    this.cancelSlow = () => {};
    if (state.step === "discovering" || state.step === "working") {
      this.cancelSlow = this.surroundings.after(slowAfterMS, () => {
        const current = this.snapshot.state;
        if ("slow" in current) this.show({ ...current, slow: true });
      });
    }
    this.show(state);
    return this.generation;
  }

  private show(state: LoginState): void {
    this.publish({ ...this.snapshot, state });
  }

  private publish(snapshot: LoginSnapshot): void {
    this.snapshot = snapshot;
    for (const listener of this.listeners) listener();
  }
}
