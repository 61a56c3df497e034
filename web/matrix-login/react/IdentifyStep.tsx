import { useEffect, useId, useRef, type FormEvent } from "react";
import type { LoginState } from "../core/state";
import type { LoginTexts } from "../texts";
import { ErrorMessage } from "./ErrorMessage";
import { StepHeading } from "./StepHeading";
import { SubmitButton } from "./SubmitButton";
import { useRemainingSeconds } from "./useRemainingSeconds";

interface IdentifyStepProps {
  readonly state: Extract<LoginState, { step: "identify" | "discovering" }>;
  readonly texts: LoginTexts;
  readonly headingLevel: 1 | 2;
  readonly takesFocus: boolean;
  onSubmit(value: string): void;
}

/** One field: the Matrix ID, or a server. While the server is looked for, the field stays open for a correction. */
export function IdentifyStep(props: IdentifyStepProps): JSX.Element {
  const { state, texts } = props;
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const error = state.step === "identify" ? state.error : null;
  const remaining = useRemainingSeconds(error?.retryAt ?? null);
  const busy = state.step === "discovering";
  useEffect(() => {
    if (error) field.current?.focus();
  }, [error]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (remaining === 0) props.onSubmit(field.current?.value ?? "");
  };
  return (
    <form className="ml-form" data-part="identify" onSubmit={submit} noValidate>
      <StepHeading level={props.headingLevel} takesFocus={props.takesFocus}>{texts.identifyTitle}</StepHeading>
      <div className="ml-field" data-part="field">
        <label htmlFor={`${id}id`}>{texts.idLabel}</label>
        <input
          ref={field} id={`${id}id`} name="username" type="text" inputMode="email" defaultValue={state.value} dir="ltr"
          autoComplete="username" autoCapitalize="none" autoCorrect="off" spellCheck={false} enterKeyHint="go"
          aria-describedby={error ? `${id}error ${id}hint` : `${id}hint`} aria-invalid={error?.field === "id" || undefined}
        />
        {error ? <ErrorMessage id={`${id}error`} error={error} texts={texts} remaining={remaining} /> : null}
        <p className="ml-hint" data-part="hint" id={`${id}hint`}>{texts.idHint}</p>
      </div>
      <SubmitButton busy={busy} blockedBy={remaining > 0 ? `${id}error` : undefined}>{texts.idSubmit}</SubmitButton>
      <p className="ml-status" data-part="status" role="status">
        {state.step === "discovering"
          ? state.slow ? texts.discoveringSlow(state.server) : texts.discovering(state.server)
          : ""}
      </p>
    </form>
  );
}
