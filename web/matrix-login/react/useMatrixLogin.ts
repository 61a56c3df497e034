import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { LoginCore } from "../core/loginCore";
import type { LoginOptions, LoginSnapshot } from "../core/state";

export interface MatrixLoginControl extends LoginSnapshot {
  submitID(value: string): void;
  submitPassword(password: string, userName?: string): void;
  back(): void;
  retry(): void;
}

/**
 * The login for a user interface of your own. Options are read once, except `onProof`, of which the latest is called.
 * When the component goes away, whatever is under way is dropped, but a temporary session is still logged out.
 */
export function useMatrixLogin(options: LoginOptions): MatrixLoginControl {
  const latest = useRef(options);
  latest.current = options;
  const [core] = useState(() => {
    return new LoginCore({ ...options, onProof: (proof, signal) => latest.current.onProof(proof, signal) });
  });
  useEffect(() => () => core.stop(), [core]);
  const snapshot = useSyncExternalStore(core.subscribe, core.getSnapshot);
  return useMemo(() => ({
    ...snapshot,
    submitID: (value) => core.submitID(value),
    submitPassword: (password, userName) => core.submitPassword(password, userName),
    back: () => core.back(),
    retry: () => core.retry(),
  }), [core, snapshot]);
}
