// What a person may type or paste to say who they are, reduced to a user or a server.

/** What was made of the text. A `hint` says which explanation helps most. */
export type Identifier =
  | { readonly kind: "user"; readonly userID: string; readonly server: string }
  | { readonly kind: "server"; readonly server: string }
  | { readonly kind: "invalid"; readonly hint: "empty" | "email" | "server-missing" | "format" };

const invalid = (hint: "empty" | "email" | "server-missing" | "format"): Identifier => ({ kind: "invalid", hint });

/**
 * Reads `@alice:example.org`, `alice:example.org`, `example.org`, `example.org:8448`, an address such as
 * `https://example.org/`, a matrix.to link and a `matrix:` URI. A bare `alice` means `defaultServer`, if there is one.
 * The server name is lower-cased (people type it, DNS ignores case); the localpart is kept as it is.
 */
export function readIdentifier(text: string, defaultServer: string | null = null): Identifier {
  const trimmed = text.trim();
  if (trimmed === "") return invalid("empty");
  const linked = fromLink(trimmed);
  if (linked === null) return invalid("format");
  const value = linked;
  if (value.startsWith("@")) return readUser(value.slice(1), defaultServer);
  if (/^[#!$+]/.test(value)) return invalid("format");
  const at = value.indexOf("@");
  const colon = value.indexOf(":");
  if (at > 0 && (colon < 0 || colon > at)) return invalid("email");
  if (colon > 0 && !value.startsWith("[") && !/^[^:]+:\d{1,5}$/.test(value)) return readUser(value, defaultServer);
  if (colon < 0 && !value.includes(".") && value.toLowerCase() !== "localhost") {
    return readUser(value, defaultServer);
  }
  const server = readServerName(value);
  return server === null ? invalid("format") : { kind: "server", server };
}

function readUser(text: string, defaultServer: string | null): Identifier {
  const colon = text.indexOf(":");
  const localpart = colon < 0 ? text : text.slice(0, colon);
  const rest = colon < 0 ? defaultServer : text.slice(colon + 1);
  if (localpart === "" || /[\s\0]/.test(localpart)) return invalid("format");
  if (rest === null) return invalid(localpart.includes("@") ? "email" : "server-missing");
  const server = readServerName(rest);
  if (server === null) return invalid("format");
  const userID = `@${localpart}:${server}`;
  return new TextEncoder().encode(userID).length > 255 ? invalid("format") : { kind: "user", userID, server };
}

/** The Matrix ID or server inside a link, the text itself when it is no link, `null` when the link names neither. */
function fromLink(text: string): string | null {
  const matrixTo = /^https?:\/\/(?:www\.)?matrix\.to\/#\/([^?]+)/i.exec(text);
  if (matrixTo) return decoded(matrixTo[1]!, (part) => part.startsWith("@"));
  const uri = /^matrix:(?:\/\/[^/]*\/)?(?:u|user)\/([^?#]+)/i.exec(text);
  if (uri) return decoded(uri[1]!, (part) => part.includes(":"), "@");
  if (/^matrix:/i.test(text)) return null;
  const address = /^https?:\/\/([^/?#@\s]+)(?:[/?#]|$)/i.exec(text);
  if (address) return address[1]!;
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? null : text;
}

function decoded(part: string, isGood: (text: string) => boolean, prefix = ""): string | null {
  try {
    const text = decodeURIComponent(part).replace(/\/+$/, "");
    return isGood(text) ? prefix + text : null;
  } catch {
    return null; // A stray % is a broken link.
  }
}

/**
 * The server name by the grammar of the specification (appendices, "Server Name"), lower-cased; a name with other
 * letters than ASCII is turned into punycode, so that look-alikes show. `null` when it is none.
 */
export function readServerName(text: string): string | null {
  const match = /^(\[[0-9a-f:.]{2,45}\]|[^[\]:]+)(?::(\d{1,5}))?$/i.exec(text.trim().replace(/\/$/, ""));
  if (!match) return null;
  const port = match[2] ?? null;
  if (port !== null && (Number(port) < 1 || Number(port) > 65535)) return null;
  const host = asciiHost(match[1]!.toLowerCase());
  if (host === null) return null;
  const name = port === null ? host : `${host}:${port}`;
  return name.length <= 230 ? name : null;
}

function asciiHost(host: string): string | null {
  if (host.startsWith("[")) return host;
  let ascii = host;
  if (/[^\0-\x7f]/.test(host)) {
    try {
      ascii = new URL(`https://${host}/`).hostname;
    } catch {
      return null; // Not a name that the browser could look up.
    }
  }
  const labels = ascii.split(".");
  return labels.every((label) => /^[a-z0-9_-]{1,63}$/.test(label)) ? ascii : null;
}

/** The host of a server name, without its port: where the well-known file lives. */
export function hostOf(server: string): string {
  return server.replace(/:\d+$/, "");
}
