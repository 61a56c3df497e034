// JSON into the types of types.ts. `null` means: not what was agreed, so nothing of it is used.

import type { Description, Offer, PageInfo, Redemption, Room } from "./types";

type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
const count = (value: unknown): number | null => (typeof value === "number" && Number.isFinite(value) ? value : null);

export function decodePageInfo(value: unknown): PageInfo | null {
  const fields = fieldsOf(value);
  const bot = text(fields?.["bot"]);
  const list = fields?.["servers"];
  if (fields === null || bot === null || !Array.isArray(list)) return null;
  const servers = list.flatMap((entry) => {
    const name = text(fieldsOf(entry)?.["name"]);
    const clientURL = text(fieldsOf(entry)?.["client_url"]);
    return name !== null && clientURL !== null ? [{ name, clientURL }] : [];
  });
  return { bot, defaultServer: text(fields["default_server"]), servers };
}

export interface SessionInfo {
  readonly user: string | null;
  readonly csrf: string | null;
}

export function decodeSession(value: unknown): SessionInfo | null {
  const fields = fieldsOf(value);
  return fields === null ? null : { user: text(fields["user"]), csrf: text(fields["csrf"]) };
}

export function decodeDescription(value: unknown): Description | null {
  const fields = fieldsOf(value);
  if (fields?.["state"] === "refused") return { state: "refused" };
  const room = decodeRoom(fields?.["room"]);
  const bot = text(fields?.["bot"]);
  if (fields?.["state"] !== "offered" || room === null || bot === null) return null;
  const offer: Offer = {
    room: { ...room, joined: count(fieldsOf(fields["room"])?.["joined"]) },
    from: text(fields["from"]),
    bot,
    expiresAt: count(fields["expires_at"]),
    usesLeft: count(fields["uses_left"]),
  };
  return { state: "offered", offer };
}

export function decodeRedemption(value: unknown): Redemption | null {
  const fields = fieldsOf(value);
  const id = text(fields?.["id"]);
  const state = fields?.["state"];
  if (fields === null || id === null) return null;
  if (state !== "invited" && state !== "refused" && state !== "failed" && state !== "pending") return null;
  const address = text(fields["room_url"]);
  return {
    id,
    state,
    room: decodeRoom(fields["room"]),
    roomURL: address?.startsWith("https://matrix.to/#/") ? address : null,
    failure: text(fields["failure"]),
    already: fields["already"] === true,
    retryAfterMS: count(fields["retry_after_ms"]),
  };
}

function decodeRoom(value: unknown): Room | null {
  const id = text(fieldsOf(value)?.["id"]);
  return id === null ? null : { id, name: text(fieldsOf(value)?.["name"]) };
}
