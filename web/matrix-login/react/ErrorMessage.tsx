import type { LoginError } from "../core/errors";
import { clockTime, errorText, type LoginTexts } from "../texts";

interface ErrorMessageProps {
  readonly id: string;
  readonly error: LoginError;
  readonly texts: LoginTexts;
  /** Whole seconds until the next try makes sense. */
  readonly remaining: number;
}

/** An error, announced once. The countdown is outside of the alert: it would be read out every second. */
export function ErrorMessage({ id, error, texts, remaining }: ErrorMessageProps): JSX.Element {
  const { what, next } = errorText(texts, error);
  return (
    <div className="ml-error" data-part="error" data-code={error.code} id={id}>
      <p role="alert"><strong>{what}</strong>{next === "" ? null : <> {next}</>}</p>
      {error.retryAt !== null && remaining > 0
        ? <p className="ml-countdown" data-part="countdown">{texts.waitFor(clockTime(remaining))}</p>
        : null}
    </div>
  );
}
