// Logs in, asks for an OpenID token, logs out. The access token lives in local variables of this file only: it never
// reaches state, storage, the document, an error or the console.

import { baseURLIn, type Homeserver } from "./discovery";
import { loginError, type LoginError } from "./errors";
import { limited } from "./methods";
import { asObject, send, stringAt, type JSONObject, type Reply } from "./request";
import { pause, type Surroundings } from "./surroundings";

/** What proves a Matrix ID to somebody else: good for one hour, and for nothing but asking "who is this?". */
export interface OpenIDProof {
  readonly serverName: string;
  readonly token: string;
  readonly expiresInS: number;
}

export type SessionPhase = "login" | "proof" | "cleanup";

/** A session that could not be removed; the person has to do it, so it is named exactly. */
export interface LeftoverSession {
  readonly sessionName: string;
  readonly deviceID: string;
  readonly server: string;
}

export interface SessionOutcome {
  readonly proof: OpenIDProof | null;
  readonly error: LoginError | null;
  readonly leftover: LeftoverSession | null;
}

export interface Credentials {
  readonly homeserver: Homeserver;
  /** A full Matrix ID or a localpart. */
  readonly user: string;
  readonly password: string;
  readonly sessionName: string;
  readonly deviceID: string;
}

const loginTimeoutMS = 30_000;
const proofTimeoutMS = 20_000;
const logoutTimeoutMS = 8_000;
const logoutPausesMS = [0, 500, 2_000];

interface LiveSession {
  readonly baseURL: string;
  readonly accessToken: string;
  readonly userID: string;
}

/**
 * Runs the whole short life of a session. Once the homeserver was asked to log in, this runs to its end whatever the
 * page does, because only then nothing is left behind; when the page is closed, the log-out is sent with `keepalive`.
 */
export async function proveByPassword(
  surroundings: Surroundings,
  credentials: Credentials,
  onPhase: (phase: SessionPhase) => void,
): Promise<SessionOutcome> {
  onPhase("login");
  const session = await logIn(surroundings, credentials);
  if ("code" in session) return { proof: null, error: session, leftover: null };
  const forgetPageHide = surroundings.onPageHide(() => {
    void requestLogout(surroundings, session, true);
  });
  let proof: OpenIDProof | LoginError = loginError("homeserver_error", { server: credentials.homeserver.name });
  let isGone = false;
  try {
    onPhase("proof");
    proof = await requestProof(surroundings, session, credentials.homeserver.name);
  } finally {
    onPhase("cleanup");
    isGone = await logOut(surroundings, session);
    forgetPageHide();
  }
  const { sessionName, deviceID, homeserver } = credentials;
  const leftover = isGone ? null : { sessionName, deviceID, server: homeserver.name };
  return "code" in proof ? { proof: null, error: proof, leftover } : { proof, error: null, leftover };
}

async function logIn(surroundings: Surroundings, credentials: Credentials): Promise<LiveSession | LoginError> {
  const { homeserver } = credentials;
  const server = homeserver.name;
  const reply = await send(surroundings, {
    method: "POST",
    url: `${homeserver.baseURL}/_matrix/client/v3/login`,
    timeoutMS: loginTimeoutMS,
    body: {
      type: "m.login.password",
      identifier: { type: "m.id.user", user: credentials.user },
      password: credentials.password,
      // The same id on every try: a session whose answer was lost is taken over, and removed, by the next try.
      device_id: credentials.deviceID,
      initial_device_display_name: credentials.sessionName,
      // Makes the access token live minutes instead of for ever, should the log-out get lost.
      refresh_token: true,
    },
  });
  if (reply.kind === "silence" || reply.status !== 200) return loginRefusal(surroundings, reply, server);
  const accessToken = stringAt(reply.body, "access_token");
  const userID = stringAt(reply.body, "user_id");
  if (accessToken === null || userID === null) return loginError("homeserver_error", { server });
  return { baseURL: movedBase(reply.body, homeserver), accessToken, userID };
}

function loginRefusal(surroundings: Surroundings, reply: Reply, server: string): LoginError {
  if (reply.kind === "silence") return loginError(surroundings.isOnline() ? "unreachable" : "offline", { server });
  const errcode = stringAt(reply.body, "errcode");
  if (errcode === "M_USER_DEACTIVATED") return loginError("deactivated", { server });
  if (errcode === "M_USER_LOCKED") return loginError("locked", { server });
  if (errcode === "M_USER_SUSPENDED") return loginError("suspended", { server });
  if (errcode === "M_RESOURCE_LIMIT_EXCEEDED" || errcode === "M_USER_LIMIT_EXCEEDED") {
    return loginError("hs_full", { server });
  }
  if (reply.status === 429) return limited(surroundings, reply.body?.["retry_after_ms"], server);
  if (reply.status === 401 || reply.status === 403) return loginError("wrong_credentials", { server });
  return loginError("homeserver_error", { server });
}

/** A login answer may name another address for what follows; an admin's own setting is not overruled by it. */
function movedBase(body: JSONObject | null, homeserver: Homeserver): string {
  const wellKnown = asObject(body?.["well_known"]);
  if (homeserver.via === "configured" || wellKnown === null) return homeserver.baseURL;
  const base = baseURLIn(wellKnown, homeserver.name);
  return base.ok && base.value.startsWith("https:") ? base.value : homeserver.baseURL;
}

async function requestProof(
  surroundings: Surroundings,
  session: LiveSession,
  server: string,
): Promise<OpenIDProof | LoginError> {
  const reply = await send(surroundings, {
    method: "POST",
    url: `${session.baseURL}/_matrix/client/v3/user/${encodeURIComponent(session.userID)}/openid/request_token`,
    timeoutMS: proofTimeoutMS,
    body: {},
    accessToken: session.accessToken,
  });
  if (reply.kind === "silence") return loginError(surroundings.isOnline() ? "unreachable" : "offline", { server });
  if (reply.status === 429) return limited(surroundings, reply.body?.["retry_after_ms"], server);
  if (stringAt(reply.body, "errcode") === "M_USER_LOCKED") return loginError("locked", { server });
  if (reply.status >= 500) return loginError("homeserver_error", { server });
  const token = stringAt(reply.body, "access_token");
  const serverName = stringAt(reply.body, "matrix_server_name");
  if (reply.status !== 200 || token === null || serverName === null) return loginError("no_openid", { server });
  const expiresIn = reply.body?.["expires_in"];
  return { serverName, token, expiresInS: typeof expiresIn === "number" && expiresIn > 0 ? expiresIn : 600 };
}

/** Whether the session is gone. A 401 says that it was gone already. */
async function logOut(surroundings: Surroundings, session: LiveSession): Promise<boolean> {
  for (const milliseconds of logoutPausesMS) {
    if (milliseconds > 0) await pause(surroundings, milliseconds);
    const reply = await requestLogout(surroundings, session, false);
    if (reply.kind === "answer" && (reply.status === 200 || reply.status === 401)) return true;
  }
  return false;
}

function requestLogout(surroundings: Surroundings, session: LiveSession, keepalive: boolean): Promise<Reply> {
  return send(surroundings, {
    method: "POST",
    url: `${session.baseURL}/_matrix/client/v3/logout`,
    timeoutMS: logoutTimeoutMS,
    body: {},
    accessToken: session.accessToken,
    keepalive,
  });
}
