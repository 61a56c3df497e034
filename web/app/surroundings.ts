// The browser, as the app's parts want to see it.

import type { Network } from "./api/client";
import type { Watch } from "./invite/poller";

export const browser: Network & Watch = {
  fetch: (input, init) => fetch(input, init),
  now: () => Date.now(),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
  isOnline: () => navigator.onLine,
  isHidden: () => document.visibilityState === "hidden",
  onWake(run) {
    const wake = (): void => {
      if (document.visibilityState === "visible") run();
    };
    document.addEventListener("visibilitychange", wake);
    addEventListener("online", wake);
    return () => {
      document.removeEventListener("visibilitychange", wake);
      removeEventListener("online", wake);
    };
  },
};
