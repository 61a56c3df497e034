import { useCallback, useState } from "react";
import { MatrixLogin, type LeftoverSession } from "../../matrix-login";
import type { Offer, PageInfo, Trouble } from "../api/types";
import { TroubleNotice } from "../parts/TroubleNotice";
import type { SessionStore } from "../session/sessionStore";
import { texts } from "../texts";
import { Steps } from "./Steps";
import { Ticket, TicketStrip } from "./Ticket";

const words = texts.invite;

interface SignInDeskProps {
  readonly page: PageInfo;
  readonly offer: Offer | null;
  readonly ended: boolean;
  readonly session: SessionStore;
  onSignedIn(user: string, typedUserID: string | null, leftover: LeftoverSession | null): void;
}

/** The ticket beside the login. Once the login has begun, the ticket shrinks to a line and the login is the page. */
export function SignInDesk({ page, offer, ended, session, onSignedIn }: SignInDeskProps): JSX.Element {
  const [screen, setScreen] = useState("identify");
  const [hasBegun, setBegun] = useState(false);
  const follow = (next: string): void => {
    setScreen(next);
    if (next !== "identify") setBegun(true);
  };
  const prove = useCallback<SessionStore["prove"]>((proof) => session.prove(proof), [session]);
  const isWide = screen === "identify" && offer !== null;
  return (
    <div className={isWide ? "desk" : "desk desk-narrow"}>
      {offer === null ? null : isWide ? <Ticket offer={offer} takesFocus={!hasBegun} /> : <TicketStrip offer={offer} />}
      <div className="panel" key="panel">
        {ended ? <p className="notice" data-kind="note" role="status">{words.ended}</p> : null}
        <MatrixLogin
          appName={texts.appName} knownServers={page.servers} defaultServer={page.defaultServer} onProof={prove}
          headingLevel={(at) => (at === "identify" && offer ? 2 : 1)} onScreen={follow}
          onDone={({ userID, typedUserID, leftover }) => onSignedIn(userID, typedUserID, leftover)}
          texts={{ identifyTitle: words.signInTitle, idHint: words.signInHint(page.defaultServer) }}
        />
      </div>
      {isWide ? <Steps current={0} /> : null}
    </div>
  );
}

interface ConfirmDeskProps {
  readonly offer: Offer;
  readonly user: string;
  readonly trouble: Trouble | null;
  onRedeem(): void;
  onOther(): void;
}

/** The ticket beside one button, for somebody whose Matrix ID is proven already. */
export function ConfirmDesk({ offer, user, trouble, onRedeem, onOther }: ConfirmDeskProps): JSX.Element {
  return (
    <div className="desk">
      <Ticket offer={offer} takesFocus />
      <section className="panel stack" aria-labelledby="confirm-title">
        <h2 id="confirm-title">{words.you} <bdi className="mono">{user}</bdi></h2>
        {trouble ? <TroubleNotice trouble={trouble} /> : null}
        <button type="button" className="button" onClick={onRedeem}>{words.get}</button>
        <button type="button" className="quiet" onClick={onOther}>{texts.useAnotherID}</button>
      </section>
      <Steps current={1} />
    </div>
  );
}
