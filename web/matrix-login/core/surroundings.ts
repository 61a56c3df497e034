// The world as the core sees it. Tests hand in their own; a page uses the browser's.

export interface Surroundings {
  readonly fetch: typeof fetch;
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls `run` once after `milliseconds`; the answer cancels it. */
  after(milliseconds: number, run: () => void): () => void;
  /** Whether the browser believes to be connected. */
  isOnline(): boolean;
  /** Calls `run` when the page is being left; the answer stops that. */
  onPageHide(run: () => void): () => void;
  /** Letters for the name of a temporary session; not a secret. */
  randomLetters(count: number): string;
}

/** The browser's own. */
export function browserSurroundings(): Surroundings {
  return {
    fetch: (input, init) => fetch(input, init),
    now: () => Date.now(),
    after(milliseconds, run) {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
    isOnline: () => navigator.onLine,
    onPageHide(run) {
      addEventListener("pagehide", run);
      return () => removeEventListener("pagehide", run);
    },
    randomLetters(count) {
      const bytes = crypto.getRandomValues(new Uint8Array(count));
      return Array.from(bytes, (byte) => String.fromCharCode(65 + (byte % 26))).join("");
    },
  };
}

/** A promise of `after`. */
export function pause(surroundings: Surroundings, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    surroundings.after(milliseconds, resolve);
  });
}
