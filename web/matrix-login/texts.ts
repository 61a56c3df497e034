// All words of the component. A page may replace any of them.

import type { LoginError, LoginErrorCode } from "./core/errors";

/** One error: what happened, and what to do about it. */
export interface ErrorText {
  readonly what: string;
  readonly next: string;
}

type Params = Readonly<Record<string, string>>;

export interface LoginTexts {
  readonly identifyTitle: string;
  readonly idLabel: string;
  readonly idHint: string;
  readonly idSubmit: string;
  discovering(server: string): string;
  discoveringSlow(server: string): string;
  readonly passwordTitle: string;
  readonly userNameLabel: string;
  readonly passwordLabel: string;
  passwordHint(server: string, host: string): string;
  /** Visible words of the reveal button; the two longer names must begin with them. */
  readonly show: string;
  readonly hide: string;
  readonly showPassword: string;
  readonly hidePassword: string;
  readonly passwordShown: string;
  readonly passwordHidden: string;
  readonly passwordSubmit: string;
  readonly changeID: string;
  sessionNotice(sessionName: string): string;
  readonly phases: Readonly<Record<"login" | "proof" | "cleanup" | "verify", (server: string) => string>>;
  slow(server: string): string;
  readonly failedTitle: string;
  readonly tryAgain: string;
  readonly useAnotherID: string;
  waitFor(time: string): string;
  leftover(server: string, sessionName: string, deviceID: string): string;
  readonly errors: Readonly<Record<LoginErrorCode, (params: Params) => ErrorText>>;
}

const say = (what: string, next: string): ErrorText => ({ what, next });
const looksLike = "A Matrix ID looks like @alice:example.org.";
const askAdmin = "Ask its admin about it, or use another Matrix ID.";
const another = "Use another Matrix ID, or ask whoever invited you to invite you in the room directly.";

export const englishTexts: LoginTexts = {
  identifyTitle: "Who are you on Matrix?",
  idLabel: "Matrix ID or server",
  idHint: "For example @alice:example.org. You find it in your Matrix app, under your name in the settings.",
  idSubmit: "Continue",
  discovering: (server) => `Looking for ${server}…`,
  discoveringSlow: (server) => `Still looking for ${server}. It is slow to answer…`,
  passwordTitle: "Confirm that it is you",
  userNameLabel: "User name",
  passwordLabel: "Password",
  passwordHint: (server, host) =>
    server === host
      ? `It goes straight to ${server}. This page's server does not see or keep it.`
      : `It goes straight to ${server} (at ${host}). This page's server does not see or keep it.`,
  show: "Show",
  hide: "Hide",
  showPassword: "Show password",
  hidePassword: "Hide password",
  passwordShown: "Your password is shown",
  passwordHidden: "Your password is hidden",
  passwordSubmit: "Confirm",
  changeID: "Use another Matrix ID",
  sessionNotice: (sessionName) =>
    `Your Matrix app may show a new login named “${sessionName}”. We remove it at once.`,
  phases: {
    login: (server) => `Signing in at ${server}…`,
    proof: (server) => `Asking ${server} to confirm who you are…`,
    cleanup: () => "Removing the temporary sign-in…",
    verify: (server) => `Checking the answer with ${server}…`,
  },
  slow: (server) => `${server} is slow to answer. Please keep this page open.`,
  failedTitle: "That did not work",
  tryAgain: "Try again",
  useAnotherID: "Use another Matrix ID",
  waitFor: (time) => `You can try again in ${time}.`,
  leftover: (server, sessionName, deviceID) =>
    `We could not remove the temporary sign-in. In your Matrix app, open the list of your sessions at ${server} and ` +
    `remove the one named “${sessionName}” (${deviceID}).`,
  errors: {
    id_empty: () => say("Please enter your Matrix ID.", looksLike),
    id_format: () => say("That is not a Matrix ID.", looksLike),
    id_email: () => say("That looks like an e-mail address.", looksLike),
    id_server_missing: () => say("The server is missing.", looksLike),
    server_not_allowed: (p) => say(`Only accounts from ${p["servers"]} can be used here.`, ""),
    offline: () => say("You seem to be offline.", "Check your connection, then try again."),
    not_found: (p) => say(`We could not reach ${p["server"]}.`, "Check the spelling, or try again."),
    wk_broken: (p) => say(`${p["server"]} is set up incorrectly for sign-in.`, "Its admin can fix it."),
    wk_scheme: (p) =>
      say(`${p["server"]} names an address for sign-in that is not safe to use: ${p["address"]}`, "Its admin can fix it."),
    not_matrix: (p) => say(`${p["server"]} does not look like a Matrix server.`, "Check the spelling, or try again."),
    method_unsupported: (p) =>
      say(`${p["server"]} signs people in on a page of its own. This page cannot do that yet: it only handles ` +
        "servers that take a password.", another),
    password_empty: () => say("Please enter your password.", ""),
    wrong_credentials: () => say("The Matrix ID or password is not right.", ""),
    deactivated: (p) => say(`${p["server"]} says this account is deactivated.`, askAdmin),
    locked: (p) => say(`${p["server"]} says this account is locked.`, askAdmin),
    suspended: (p) => say(`${p["server"]} says this account is suspended.`, askAdmin),
    limited: (p) => say(`Too many tries at ${p["server"]}.`, ""),
    hs_full: (p) => say(`${p["server"]} has reached a limit set by its admin.`, "Ask its admin about it, or try again later."),
    unreachable: (p) => say(`${p["server"]} stopped answering.`, "Your password was not refused. Please try again."),
    homeserver_error: (p) => say(`${p["server"]} has a problem at the moment.`, "Please try again in a while."),
    no_openid: (p) => say(`${p["server"]} does not confirm identities to other services.`, another),
    verify_failed: (p) =>
      say(`We could not check the answer with ${p["server"]}.`, "Nothing is lost: your sign-in is kept for a while. Try again."),
    verify_busy: () => say("Many people are signing in right now.", ""),
    identity_refused: (p) =>
      say(`${p["server"]} did not confirm who you are.`, "Start again. If this repeats, tell the admin of your server."),
  },
};

/** The text of `error`. */
export function errorText(texts: LoginTexts, error: LoginError): ErrorText {
  return texts.errors[error.code](error.params);
}

/** `5:33`, or `1:02:03` from an hour on. */
export function clockTime(seconds: number): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
