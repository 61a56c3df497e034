import { useId } from "react";
import type { LoginError } from "../core/errors";
import type { LoginTexts } from "../texts";
import { ErrorMessage } from "./ErrorMessage";
import { StepHeading } from "./StepHeading";
import { useRemainingSeconds } from "./useRemainingSeconds";

interface FailedStepProps {
  readonly error: LoginError;
  readonly texts: LoginTexts;
  readonly headingLevel: 1 | 2;
  onRetry(): void;
  onBack(): void;
}

/** What cannot be mended in a field. There is always a way on. */
export function FailedStep({ error, texts, headingLevel, onRetry, onBack }: FailedStepProps): JSX.Element {
  const id = useId();
  const remaining = useRemainingSeconds(error.retryAt);
  const isWaiting = remaining > 0;
  return (
    <div className="ml-form" data-part="failed">
      <StepHeading level={headingLevel} takesFocus>{texts.failedTitle}</StepHeading>
      <ErrorMessage id={`${id}error`} error={error} texts={texts} remaining={remaining} />
      {error.retryable
        ? (
          <button
            type="button" className="ml-button" data-part="retry" aria-disabled={isWaiting || undefined}
            aria-describedby={isWaiting ? `${id}error` : undefined} onClick={() => { if (!isWaiting) onRetry(); }}
          >
            {texts.tryAgain}
          </button>
        )
        : null}
      <button type="button" className={error.retryable ? "ml-quiet" : "ml-button"} data-part="back" onClick={onBack}>
        {texts.useAnotherID}
      </button>
    </div>
  );
}
