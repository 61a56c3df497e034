import { useEffect, useId, useRef, type FormEvent } from "react";
import type { LoginState } from "../core/state";
import type { LoginTexts } from "../texts";
import { ErrorMessage } from "./ErrorMessage";
import { PasswordField } from "./PasswordField";
import { StepHeading } from "./StepHeading";
import { SubmitButton } from "./SubmitButton";
import { useRemainingSeconds } from "./useRemainingSeconds";

interface PasswordStepProps {
  readonly state: Extract<LoginState, { step: "password" | "working" }>;
  readonly texts: LoginTexts;
  readonly sessionName: string;
  readonly headingLevel: 1 | 2;
  onSubmit(password: string, userName: string): void;
  onBack(): void;
}

/** The password, asked for and checked on one screen: what goes on is said in one line below the button. */
export function PasswordStep(props: PasswordStepProps): JSX.Element {
  const { state, texts } = props;
  const id = useId();
  const userName = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const error = state.step === "password" ? state.error : null;
  const remaining = useRemainingSeconds(error?.retryAt ?? null);
  const busy = state.step === "working";
  const errorID = error ? `${id}error` : undefined;
  useEffect(() => {
    if (!error) return;
    if (error.code === "wrong_credentials" && password.current) password.current.value = "";
    (error.field === "id" ? userName : password).current?.focus();
  }, [error]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!busy && remaining === 0) props.onSubmit(password.current?.value ?? "", userName.current?.value ?? "");
  };
  return (
    <form className="ml-form" data-part="password-step" onSubmit={submit} noValidate aria-busy={busy || undefined}>
      <StepHeading level={props.headingLevel} takesFocus>{texts.passwordTitle}</StepHeading>
      <div className="ml-account" data-part="account">
        <bdi className="ml-id">{state.userID ?? state.server}</bdi>
        <button type="button" className="ml-quiet" data-part="back" onClick={props.onBack}>{texts.changeID}</button>
      </div>
      {state.userID === null
        ? (
          <div className="ml-field" data-part="field">
            <label htmlFor={`${id}user`}>{texts.userNameLabel}</label>
            <input
              ref={userName} id={`${id}user`} name="username" type="text" dir="ltr" autoComplete="username"
              autoCapitalize="none" autoCorrect="off" spellCheck={false} readOnly={busy}
              aria-describedby={error?.field === "id" ? errorID : undefined}
              aria-invalid={error?.field === "id" || undefined}
            />
          </div>
        )
        // Not shown: it lets a password manager know whose password follows.
        : <input hidden readOnly name="username" autoComplete="username" value={state.userID} />}
      <PasswordField
        input={password} texts={texts} hint={texts.passwordHint(state.server, state.host)} readOnly={busy}
        errorID={error?.field === "id" ? undefined : errorID} invalid={error?.field === "password"}
      />
      {error ? <ErrorMessage id={`${id}error`} error={error} texts={texts} remaining={remaining} /> : null}
      <SubmitButton busy={busy} blockedBy={remaining > 0 ? errorID : undefined}>{texts.passwordSubmit}</SubmitButton>
      <p className="ml-status" data-part="status" role="status">
        {state.step !== "working" ? "" : state.slow ? texts.slow(state.server) : texts.phases[state.phase](state.server)}
      </p>
      <p className="ml-note" data-part="note">{texts.sessionNotice(props.sessionName)}</p>
    </form>
  );
}
