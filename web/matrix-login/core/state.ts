// What the login can show. No state ever holds a password or a token.

import type { LoginError } from "./errors";
import type { KnownServer } from "./discovery";
import type { LeftoverSession, OpenIDProof, SessionPhase } from "./temporarySession";

export type LoginState =
  | { readonly step: "identify"; readonly value: string; readonly error: LoginError | null }
  | { readonly step: "discovering"; readonly value: string; readonly server: string; readonly slow: boolean }
  | ({ readonly step: "password"; readonly error: LoginError | null } & AtServer)
  | ({ readonly step: "working"; readonly phase: SessionPhase | "verify"; readonly slow: boolean } & AtServer)
  | { readonly step: "done"; readonly userID: string; readonly typedUserID: string | null }
  | { readonly step: "failed"; readonly error: LoginError };

interface AtServer {
  readonly server: string;
  /** The host that the password goes to; often not the server's own name. */
  readonly host: string;
  /** The Matrix ID that was typed, or `null` when only a server was named. */
  readonly userID: string | null;
}

export interface LoginSnapshot {
  readonly state: LoginState;
  /** A temporary session that could not be removed: show it until the person leaves. */
  readonly leftover: LeftoverSession | null;
}

/** What the page's own server made of a proof. */
export type Verdict =
  | { readonly kind: "verified"; readonly userID: string }
  | { readonly kind: "refused" }
  /** It could not be checked; the same proof is offered again, three times in all. */
  | { readonly kind: "unreachable" }
  | { readonly kind: "busy"; readonly retryAfterMS: number | null };

export interface LoginOptions {
  /** Named in the list of sessions while the login lasts: "`appName` (temporary sign-in)". */
  readonly appName: string;
  /** Hands the proof to the page's own server. May be called again with the same proof. */
  onProof(proof: OpenIDProof, signal: AbortSignal): Promise<Verdict>;
  /** Servers whose client-server address is known; discovery is skipped for them. */
  readonly knownServers?: readonly KnownServer[];
  /** The server that a bare user name means. */
  readonly defaultServer?: string | null;
  /** If given, only accounts of these servers are taken. */
  readonly allowedServers?: readonly string[];
}
