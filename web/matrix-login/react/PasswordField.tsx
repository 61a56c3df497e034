import { useId, useState, type RefObject } from "react";
import type { LoginTexts } from "../texts";

interface PasswordFieldProps {
  readonly input: RefObject<HTMLInputElement>;
  readonly texts: LoginTexts;
  readonly hint: string;
  readonly errorID: string | undefined;
  readonly invalid: boolean;
  readonly readOnly: boolean;
}

/** A password field with a button that shows what was typed. Its value is read on submit only, never kept. */
export function PasswordField({ input, texts, hint, errorID, invalid, readOnly }: PasswordFieldProps): JSX.Element {
  const id = useId();
  const [isShown, setShown] = useState<boolean | null>(null);
  return (
    <div className="ml-field" data-part="field">
      <label htmlFor={`${id}password`}>{texts.passwordLabel}</label>
      <div className="ml-password" data-part="password">
        <input
          ref={input} id={`${id}password`} name="password" type={isShown ? "text" : "password"} dir="ltr"
          autoComplete="current-password" autoCapitalize="none" autoCorrect="off" spellCheck={false} readOnly={readOnly}
          enterKeyHint="go" aria-invalid={invalid || undefined}
          aria-describedby={errorID === undefined ? `${id}hint` : `${errorID} ${id}hint`}
        />
        <button
          type="button" className="ml-reveal" data-part="reveal" aria-controls={`${id}password`}
          aria-label={isShown ? texts.hidePassword : texts.showPassword} onClick={() => setShown(!isShown)}
        >
          {isShown ? texts.hide : texts.show}
        </button>
      </div>
      <span className="ml-unseen" role="status">
        {isShown === null ? "" : isShown ? texts.passwordShown : texts.passwordHidden}
      </span>
      <p className="ml-hint" data-part="hint" id={`${id}hint`}>{hint}</p>
    </div>
  );
}
