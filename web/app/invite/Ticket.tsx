import type { Offer, Room } from "../api/types";
import { PageTitle } from "../parts/PageTitle";
import { dateText, texts } from "../texts";

const words = texts.invite;

/** How a room is called where its name may be missing. */
function RoomName({ room }: { readonly room: Room }): JSX.Element {
  return room.name ? <bdi>{room.name}</bdi> : <>{words.unnamedRoom}</>;
}

/** The first letter of a room, on one of six colours that stays the same for that room. */
function RoomTile({ room }: { readonly room: Room }): JSX.Element {
  const letter = Array.from((room.name ?? "").replace(/^[#!\s]+/, ""))[0]?.toUpperCase() ?? "#";
  const hue = Array.from(room.id).reduce((sum, character) => (sum * 31 + (character.codePointAt(0) ?? 0)) % 6, 0);
  return <span className="tile" data-hue={hue} aria-hidden="true">{letter}</span>;
}

/** Who invites. The name may be written from right to left, so it is set apart. */
function LeadIn({ from }: { readonly from: string | null }): JSX.Element {
  const [before, after] = words.invitedBy;
  return <span className="lead-in">{from === null ? words.invited : <>{before}<bdi>{from}</bdi>{after}</>}</span>;
}

/** The invitation as a ticket: the room on top, what is known about it below the perforation. */
export function Ticket({ offer, takesFocus }: { readonly offer: Offer; readonly takesFocus: boolean }): JSX.Element {
  const { room, from, bot, expiresAt, usesLeft } = offer;
  return (
    <section className="ticket" aria-label={words.kicker}>
      <div className="ticket-face" data-long={(room.name ?? "").length > 40 || undefined}>
        <p className="kicker" aria-hidden="true">{words.kicker}</p>
        <RoomTile room={room} />
        <PageTitle
          tab={`${words.pageTitle}: ${room.name ?? words.unnamedRoom}`} className="ticket-title" takesFocus={takesFocus}
        >
          <LeadIn from={from} />{" "}
          <RoomName room={room} />
        </PageTitle>
        <p className="ticket-room">
          {room.joined === null ? null : <span>{words.members(room.joined)}</span>}
          <bdi className="mono">{room.id}</bdi>
        </p>
      </div>
      <dl className="ticket-stub">
        <div><dt>{words.bot}</dt><dd><bdi className="mono">{bot}</bdi></dd></div>
        {expiresAt === null ? null : <div><dt>{words.expires}</dt><dd>{dateText(expiresAt)}</dd></div>}
        {usesLeft === null ? null : <div><dt>{words.uses}</dt><dd>{words.usesLeft(usesLeft)}</dd></div>}
      </dl>
    </section>
  );
}

/** A room in one line: what an outcome is about. */
export function RoomLine({ room }: { readonly room: Room | null }): JSX.Element | null {
  if (room === null) return null;
  return <p className="room-line"><RoomTile room={room} /><span><RoomName room={room} /></span></p>;
}

/** The ticket in one line, while something else is the subject of the page. */
export function TicketStrip({ offer }: { readonly offer: Offer }): JSX.Element {
  return (
    <p className="strip">
      <RoomTile room={offer.room} />
      <span>
        <LeadIn from={offer.from} />{" "}
        <strong><RoomName room={offer.room} /></strong>
      </span>
    </p>
  );
}
