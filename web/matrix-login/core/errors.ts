// Everything that can go wrong, as codes; the texts are in texts.ts, so that a page can word them its own way.

export type LoginErrorCode =
  | "id_empty"
  | "id_format"
  | "id_email"
  | "id_server_missing"
  | "server_not_allowed"
  | "offline"
  | "not_found"
  | "wk_broken"
  | "wk_scheme"
  | "not_matrix"
  | "method_unsupported"
  | "password_empty"
  | "wrong_credentials"
  | "deactivated"
  | "locked"
  | "suspended"
  | "limited"
  | "hs_full"
  | "unreachable"
  | "homeserver_error"
  | "no_openid"
  | "verify_failed"
  | "verify_busy"
  | "identity_refused";

/** One error: what happened, at which field, and whether the same thing may simply be tried again. */
export interface LoginError {
  readonly code: LoginErrorCode;
  /** The field that the person has to change. */
  readonly field: "id" | "password" | null;
  /** Values for the text: server names and counts, never anything secret. */
  readonly params: Readonly<Record<string, string>>;
  readonly retryable: boolean;
  /** When the next try makes sense, in milliseconds since 1970, or `null` for at once. */
  readonly retryAt: number | null;
}

const fields: Partial<Record<LoginErrorCode, "id" | "password">> = {
  id_empty: "id", id_format: "id", id_email: "id", id_server_missing: "id", server_not_allowed: "id",
  offline: "id", not_found: "id", wk_broken: "id", wk_scheme: "id", not_matrix: "id",
  password_empty: "password", wrong_credentials: "password",
};

const retryable: ReadonlySet<LoginErrorCode> = new Set<LoginErrorCode>([
  "offline", "not_found", "not_matrix", "limited", "unreachable", "homeserver_error", "verify_failed", "verify_busy",
]);

/** Makes an error; the field and whether a retry makes sense follow from the code. */
export function loginError(
  code: LoginErrorCode,
  params: Record<string, string> = {},
  retryAt: number | null = null,
): LoginError {
  return { code, field: fields[code] ?? null, params, retryable: retryable.has(code), retryAt };
}
