import { useEffect, useRef } from "react";
import type { LoginOptions, LoginState } from "../core/state";
import type { LeftoverSession } from "../core/temporarySession";
import { englishTexts, type LoginTexts } from "../texts";
import { FailedStep } from "./FailedStep";
import { IdentifyStep } from "./IdentifyStep";
import { PasswordStep } from "./PasswordStep";
import { useMatrixLogin } from "./useMatrixLogin";

/** Which of the screens is shown; changes of state within one screen do not move the focus to its heading. */
export type LoginScreen = "identify" | "password" | "failed" | "done";

export interface MatrixLoginProps extends LoginOptions {
  /** Called once, when the page's own server has verified the proof. */
  onDone(login: { userID: string; typedUserID: string | null; leftover: LeftoverSession | null }): void;
  /** Told which screen is shown, so that a page can make room for it. */
  onScreen?(screen: LoginScreen): void;
  /** 1 if the login is the whole page, else 2; may differ by screen. */
  readonly headingLevel?: 1 | 2 | ((screen: LoginScreen) => 1 | 2);
  readonly texts?: Partial<LoginTexts>;
  readonly className?: string;
}

const screenOf: Readonly<Record<LoginState["step"], LoginScreen>> = {
  identify: "identify", discovering: "identify", password: "password", working: "password", failed: "failed", done: "done",
};

/** The login with its own looks; `matrix-login.css` says which custom properties change them. */
export function MatrixLogin(props: MatrixLoginProps): JSX.Element | null {
  const login = useMatrixLogin(props);
  const { state, leftover } = login;
  const texts: LoginTexts = { ...englishTexts, ...props.texts };
  const screen = screenOf[state.step];
  const { headingLevel = 2 } = props;
  const level = typeof headingLevel === "number" ? headingLevel : headingLevel(screen);

  const callbacks = useRef(props);
  callbacks.current = props;
  const hasMoved = useRef(false);
  useEffect(() => {
    if (screen !== "identify") hasMoved.current = true;
    callbacks.current.onScreen?.(screen);
  }, [screen]);
  const current = useRef(leftover);
  current.current = leftover;
  useEffect(() => {
    if (state.step !== "done") return;
    const { userID, typedUserID } = state;
    callbacks.current.onDone({ userID, typedUserID, leftover: current.current });
  }, [state]);

  return (
    <div className={`ml-login ${props.className ?? ""}`} data-part="login" data-step={state.step}>
      {state.step === "identify" || state.step === "discovering"
        ? (
          <IdentifyStep
            state={state} texts={texts} headingLevel={level} takesFocus={hasMoved.current}
            onSubmit={login.submitID}
          />
        )
        : null}
      {state.step === "password" || state.step === "working"
        ? (
          <PasswordStep
            state={state} texts={texts} headingLevel={level} sessionName={`${props.appName} (temporary sign-in)`}
            onSubmit={login.submitPassword} onBack={login.back}
          />
        )
        : null}
      {state.step === "failed"
        ? (
          <FailedStep
            error={state.error} texts={texts} headingLevel={level} onRetry={login.retry} onBack={login.back}
          />
        )
        : null}
      {leftover
        ? (
          <p className="ml-leftover" data-part="leftover" role="alert">
            {texts.leftover(leftover.server, leftover.sessionName, leftover.deviceID)}
          </p>
        )
        : null}
    </div>
  );
}
