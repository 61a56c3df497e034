// The address bar: the invitation's code is its fragment, which browsers never send to a server.

export interface Place {
  /** The code, or `null` if the address has none. */
  code(): string | null;
  /** A redemption that this tab started; it survives a reload, not the tab. */
  rememberedRedemption(): string | null;
  remember(redemption: string | null): void;
  /** Takes the code out of the address and out of this entry of the history. */
  stripCode(): void;
}

export function browserPlace(): Place {
  return {
    code: () => codeIn(location.hash),
    rememberedRedemption() {
      const state: unknown = history.state;
      const id = typeof state === "object" && state !== null ? (state as Record<string, unknown>)["redemption"] : null;
      return typeof id === "string" && /^[0-9a-f]{32}$/.test(id) ? id : null;
    },
    remember: (redemption) => history.replaceState(redemption === null ? null : { redemption }, ""),
    stripCode: () => history.replaceState(history.state, "", location.pathname),
  };
}

/** The code in a fragment such as `#abc`. */
export function codeIn(hash: string): string | null {
  const text = hash.replace(/^#/, "").trim();
  if (text === "") return null;
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // Not percent-encoded after all; the server will say what it is worth.
  }
}
