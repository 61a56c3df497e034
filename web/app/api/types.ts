// What the server says, in the words of its HTTP interface.

export interface PageInfo {
  readonly bot: string;
  readonly defaultServer: string | null;
  readonly servers: readonly { readonly name: string; readonly clientURL: string }[];
}

export interface Room {
  readonly id: string;
  readonly name: string | null;
}

export interface Offer {
  readonly room: Room & { readonly joined: number | null };
  readonly from: string | null;
  readonly bot: string;
  /** Milliseconds since 1970; `null` = never. */
  readonly expiresAt: number | null;
  readonly usesLeft: number | null;
}

export type Description = { readonly state: "offered"; readonly offer: Offer } | { readonly state: "refused" };

export interface Redemption {
  readonly id: string;
  readonly state: "invited" | "refused" | "failed" | "pending";
  readonly room: Room | null;
  /** A matrix.to address, checked to be one. */
  readonly roomURL: string | null;
  readonly failure: string | null;
  /** Whether the person was in, or invited, before: no use of the code was taken. */
  readonly already: boolean;
  readonly retryAfterMS: number | null;
}

/** Why a request brought no answer that can be used. */
export interface Trouble {
  readonly kind: "offline" | "network" | "problem";
  /** The HTTP status; `null` when nobody answered. */
  readonly status: number | null;
  /** The problem's code, such as `no-session`; `null` when nobody answered or the answer made no sense. */
  readonly code: string | null;
  /** When the next try makes sense, in milliseconds since 1970. */
  readonly retryAt: number | null;
  /** Names the request in the server's log. */
  readonly requestID: string | null;
}

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly trouble: Trouble };
