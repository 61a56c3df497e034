import type { Offer, Room, Trouble } from "../api/types";
import { Card } from "../parts/Card";
import { PageTitle } from "../parts/PageTitle";
import { TroubleNotice } from "../parts/TroubleNotice";
import { failureText, roughTime, texts } from "../texts";
import { RoomLine, TicketStrip } from "./Ticket";

const words = texts.invite;

/** While the answer to the click is awaited. */
export function Redeeming({ offer }: { readonly offer: Offer | null }): JSX.Element {
  return (
    <div className="desk desk-narrow">
      {offer ? <TicketStrip offer={offer} /> : null}
      <section className="card" aria-busy="true">
        <span className="beam" aria-hidden="true" />
        <PageTitle tab={words.redeeming}>{words.redeeming}</PageTitle>
        <p className="soft" role="status">{words.redeemingText}</p>
      </section>
    </div>
  );
}

/** Below this, a time would be read out of date. */
const SOON_MS = 2_000;

interface WaitingProps {
  readonly room: Room | null;
  readonly trouble: Trouble | null;
  readonly etaMS: number | null;
  onCheck(): void;
}

/** The invitation is certain but not through yet. */
export function Waiting({ room, trouble, etaMS, onCheck }: WaitingProps): JSX.Element {
  return (
    <Card seal="wait" title={words.waitingTitle}>
      <RoomLine room={room} />
      <p>{words.waitingText}</p>
      <p><strong>{words.waitingClose}</strong></p>
      <span className="beam" aria-hidden="true" />
      <p className="soft" role="status">
        {etaMS !== null && etaMS > SOON_MS ? words.waitingETA(roughTime(etaMS)) : words.waitingStatus}
      </p>
      {trouble ? <TroubleNotice trouble={trouble} /> : null}
      <button type="button" className="quiet" onClick={onCheck}>{words.checkNow}</button>
    </Card>
  );
}

interface InvitedProps {
  /** Whether the person was in, or invited, before they came here. */
  readonly already: boolean;
  readonly room: Room | null;
  readonly roomURL: string | null;
  readonly bot: string | null;
}

/** The end of the journey on this page. */
export function Invited({ already, room, roomURL, bot }: InvitedProps): JSX.Element {
  return (
    <Card seal="good" title={already ? words.alreadyTitle : words.doneTitle}>
      <RoomLine room={room} />
      <p>{already ? words.alreadyText : words.doneText}</p>
      {bot === null || already ? null : <p className="soft">{words.doneFrom} <bdi className="mono">{bot}</bdi></p>}
      {roomURL === null ? null : <a className="button" href={roomURL} rel="noopener noreferrer">{words.open}</a>}
      <p className="soft">{words.close}</p>
    </Card>
  );
}

interface FailedProps {
  readonly failure: string;
  readonly bot: string | null;
  onRetry(): void;
  onOther(): void;
}

/** A definite no about this person or this room: why, and what can be done. */
export function Failed({ failure, bot, onRetry, onOther }: FailedProps): JSX.Element {
  const { title, what, next, retryable } = failureText(failure, bot);
  return (
    <Card seal="care" title={title}>
      <div role="alert"><p>{what}</p><p>{next}</p></div>
      {retryable ? <button type="button" className="button" onClick={onRetry}>{texts.tryAgain}</button> : null}
      <button type="button" className="quiet" onClick={onOther}>{texts.useAnotherID}</button>
    </Card>
  );
}

/** One text for every code that does not admit, whatever the reason. */
export function Refused(): JSX.Element {
  return <Card seal="closed" title={words.refusedTitle}><p>{words.refused}</p></Card>;
}

export function NoCode(): JSX.Element {
  return <Card seal="care" title={words.noCodeTitle}><p>{words.noCode}</p></Card>;
}

interface UnreadProps {
  readonly trouble: Trouble;
  onRetry(): void;
}

/** The invitation could not be looked at. */
export function Unread({ trouble, onRetry }: UnreadProps): JSX.Element {
  return (
    <Card seal="care" title={words.unreadTitle}>
      <p>{words.unread}</p>
      <TroubleNotice trouble={trouble} onRetry={onRetry} />
    </Card>
  );
}

/** The click's answer was lost. A server that did answer says itself what is the matter. */
export function Stalled({ trouble, onRetry }: UnreadProps): JSX.Element {
  const isSilent = trouble.kind !== "problem";
  return (
    <Card seal="care" title={isSilent ? words.stalledTitle : failureText("", null).title}>
      {isSilent ? <p>{words.stalled}</p> : null}
      <TroubleNotice trouble={trouble} onRetry={onRetry} />
    </Card>
  );
}
