// The front door of matrix-login: proves a Matrix ID to a page's own server, by a session that lives for seconds.
// Nothing in this folder may import anything from outside it, except React.

export { LoginCore } from "./core/loginCore";
export { readIdentifier, readServerName, type Identifier } from "./core/identifier";
export type { KnownServer } from "./core/discovery";
export type { LoginError, LoginErrorCode } from "./core/errors";
export type { LoginOptions, LoginSnapshot, LoginState, Verdict } from "./core/state";
export type { Surroundings } from "./core/surroundings";
export type { LeftoverSession, OpenIDProof } from "./core/temporarySession";
export { MatrixLogin, type MatrixLoginProps } from "./react/MatrixLogin";
export { useMatrixLogin, type MatrixLoginControl } from "./react/useMatrixLogin";
export { useRemainingSeconds } from "./react/useRemainingSeconds";
export { clockTime, englishTexts, errorText, type LoginTexts } from "./texts";
