import { useId } from "react";
import { clockTime, useRemainingSeconds } from "../../matrix-login";
import type { Trouble } from "../api/types";
import { texts, troubleText } from "../texts";

interface TroubleNoticeProps {
  readonly trouble: Trouble;
  onRetry?(): void;
}

/** What stood in the way, when to try again, and how to name it in a report. */
export function TroubleNotice({ trouble, onRetry }: TroubleNoticeProps): JSX.Element {
  const id = useId();
  const remaining = useRemainingSeconds(trouble.retryAt);
  const { what, next } = troubleText(trouble);
  const isWaiting = remaining > 0;
  return (
    <>
      <div className="notice" data-kind="care" id={id}>
        <p role="alert"><strong>{what}</strong> {next}</p>
        {isWaiting ? <p className="countdown">{texts.waitFor(clockTime(remaining))}</p> : null}
        {trouble.requestID === null || trouble.status === 429 ? null : <p className="fine">{texts.request(trouble.requestID)}</p>}
      </div>
      {onRetry
        ? (
          <button
            type="button" className="button" aria-disabled={isWaiting || undefined}
            aria-describedby={isWaiting ? id : undefined} onClick={() => { if (!isWaiting) onRetry(); }}
          >
            {texts.tryAgain}
          </button>
        )
        : null}
    </>
  );
}
