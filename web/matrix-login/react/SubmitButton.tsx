import type { ReactNode } from "react";

interface SubmitButtonProps {
  readonly busy: boolean;
  /** Why pressing makes no sense now; the button stays reachable and says so. */
  readonly blockedBy?: string | undefined;
  readonly children: ReactNode;
}

/** The main button of a step. It is never disabled, so that focus and explanation are not lost. */
export function SubmitButton({ busy, blockedBy, children }: SubmitButtonProps): JSX.Element {
  const isBlocked = busy || blockedBy !== undefined;
  return (
    <button
      type="submit" className="ml-button" data-part="submit" data-busy={busy || undefined}
      aria-disabled={isBlocked || undefined} aria-describedby={blockedBy}
    >
      {busy ? <span className="ml-spinner" data-part="spinner" aria-hidden="true" /> : null}
      <span>{children}</span>
    </button>
  );
}
