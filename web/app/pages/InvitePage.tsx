import { useEffect, useState, useSyncExternalStore } from "react";
import type { LeftoverSession } from "../../matrix-login";
import { englishTexts } from "../../matrix-login";
import { ConfirmDesk, SignInDesk } from "../invite/Desk";
import { InviteJourney, type JourneyParts } from "../invite/journey";
import { Failed, Invited, NoCode, Redeeming, Refused, Stalled, Unread, Waiting } from "../invite/Outcomes";
import { texts } from "../texts";

interface InvitePageProps {
  readonly instance: string;
  readonly parts: JourneyParts;
}

/** `/i/{instance}#code`: from an invitation's address to the invitation in the Matrix app. */
export function InvitePage({ instance, parts }: InvitePageProps): JSX.Element {
  const [journey] = useState(() => new InviteJourney(instance, parts));
  const [leftover, setLeftover] = useState<LeftoverSession | null>(null);
  useEffect(() => {
    const start = (): void => void journey.start();
    start();
    addEventListener("hashchange", start);
    return () => {
      removeEventListener("hashchange", start);
      journey.stop();
    };
  }, [journey]);
  return (
    <>
      <CurrentStep journey={journey} parts={parts} onLeftover={setLeftover} />
      {leftover
        ? (
          <p className="notice notice-wide" data-kind="care" role="alert">
            {englishTexts.leftover(leftover.server, leftover.sessionName, leftover.deviceID)}
          </p>
        )
        : null}
    </>
  );
}

interface CurrentStepProps {
  readonly journey: InviteJourney;
  readonly parts: JourneyParts;
  onLeftover(leftover: LeftoverSession | null): void;
}

function CurrentStep({ journey, parts, onLeftover }: CurrentStepProps): JSX.Element {
  const state = useSyncExternalStore(journey.subscribe, journey.getState);
  const retry = (): void => journey.retry();
  const other = (): void => void journey.useAnotherID();
  switch (state.step) {
    case "loading":
      return <p className="loading" role="status"><span className="beam" aria-hidden="true" />{texts.invite.loading}</p>;
    case "noCode":
      return <NoCode />;
    case "refused":
      return <Refused />;
    case "unread":
      return <Unread trouble={state.trouble} onRetry={retry} />;
    case "signIn":
      return (
        <SignInDesk
          page={state.page} offer={state.offer} ended={state.ended} session={parts.session}
          onSignedIn={(user, typedUserID, leftover) => {
            onLeftover(leftover);
            journey.signedIn(user, typedUserID);
          }}
        />
      );
    case "confirm":
      return (
        <ConfirmDesk
          offer={state.offer} user={state.user} trouble={state.trouble}
          onRedeem={() => void journey.redeem()} onOther={other}
        />
      );
    case "redeeming":
      return <Redeeming offer={state.offer} />;
    case "stalled":
      return <Stalled trouble={state.trouble} onRetry={retry} />;
    case "waiting":
      return <Waiting room={state.room} trouble={state.trouble} etaMS={state.etaMS} onCheck={retry} />;
    case "invited":
      return <Invited already={state.already} room={state.room} roomURL={state.roomURL} bot={state.bot} />;
    case "failed":
      return <Failed failure={state.failure} bot={state.bot} onRetry={retry} onOther={other} />;
  }
}
