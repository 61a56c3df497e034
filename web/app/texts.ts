// All words of the pages.

import type { Trouble } from "./api/types";

export interface Explanation {
  readonly title: string;
  readonly what: string;
  readonly next: string;
  readonly retryable: boolean;
}

const nothingUsed = "Nothing was used up.";

/** One explanation for each `Redemption.Failure` of the server. */
const failures: Readonly<Record<string, (bot: string) => Omit<Explanation, "title"> & { title?: string }>> = {
  "authoriser-unavailable": () => ({
    what: "The invitation could not be checked just now.", next: `${nothingUsed} Please try again.`, retryable: true,
  }),
  interrupted: () => ({
    what: "The server was restarted in the middle of it.", next: `${nothingUsed} Please try again.`, retryable: true,
  }),
  "room-not-admitted": () => ({
    title: "This invitation does not open that room",
    what: "It names a room that it may not invite people to.",
    next: `${nothingUsed} Tell whoever sent it to you: an admin has to allow the room.`,
    retryable: false,
  }),
  banned: () => ({
    title: "You are banned from this room",
    what: "An invitation cannot lift a ban; only the moderators of the room can.",
    next: `${nothingUsed} Once they have lifted it, open this invitation again.`,
    retryable: true,
  }),
  "homeserver-refused": () => ({
    title: "The invitation was refused",
    what: "The homeserver does not let your Matrix ID be invited to this room. The room may be closed to your server.",
    next: `${nothingUsed} Ask whoever sent you the invitation, or use another Matrix ID.`,
    retryable: true,
  }),
  "invites-blocked": (bot) => ({
    title: "Your account does not take invitations",
    what: `Your Matrix account blocks invitations from ${bot}.`,
    next: `${nothingUsed} Allow them in the settings of your Matrix app, under privacy or ignored users, then try again.`,
    retryable: true,
  }),
  declined: () => ({
    title: "The invitation was declined",
    what: "Your Matrix account turned the invitation down as soon as it came.",
    next: `${nothingUsed} If that was not what you wanted, try again.`,
    retryable: true,
  }),
  "gave-up": () => ({
    what: "For a long time, the homeserver could not be made to send the invitation.",
    next: `${nothingUsed} Try again, and tell whoever sent you the invitation if it goes on.`,
    retryable: true,
  }),
};

export function failureText(failure: string, bot: string | null): Explanation {
  const known = failures[failure]?.(bot ?? "the bot");
  const unknown = { what: "The invitation could not be sent.", next: `${nothingUsed} Please try again.`, retryable: true };
  return { title: "That did not work", ...(known ?? unknown) };
}

/** What stood in the way of a request. Every one of them can be tried again. */
export function troubleText(trouble: Trouble): { readonly what: string; readonly next: string } {
  if (trouble.kind === "offline") {
    return { what: "You seem to be offline.", next: "This page goes on by itself once you are connected again." };
  }
  if (trouble.kind === "network") return { what: "The server does not answer.", next: "Please try again in a moment." };
  if (trouble.code === "authoriser-unavailable") {
    return { what: "The invitation cannot be checked just now.", next: `${nothingUsed} Please try again.` };
  }
  const next = trouble.retryAt === null ? "Please try again in a moment." : "";
  if (trouble.status === 429) return { what: "Many people are here right now.", next };
  return { what: "The server has a problem.", next };
}

export const texts = {
  product: "Usher",
  appName: "Usher",
  skip: "Skip to the content",
  footer: "Usher keeps your Matrix ID, never your password.",
  tryAgain: "Try again",
  waitFor: (time: string): string => `You can try again in ${time}.`,
  request: (id: string): string => `If you report this, name the request ${id}.`,
  signOut: "Sign out",
  useAnotherID: "Use another Matrix ID",
  goHome: "Go to the start page",

  home: {
    title: "The door to your Matrix rooms",
    lead: "Usher brings people into the Matrix rooms that they are invited to. It checks who you are at your own " +
      "homeserver, and a bot sends you the invitation.",
    haveOne: "Do you have an invitation?",
    how: "Open the address that you were given. It begins with this server’s name and shows which room it is for, " +
      "before anything happens.",
    signedIn: "You are signed in",
    signedInAs: "You are signed in as",
    signedOut: "You are signed out.",
  },

  notFound: {
    title: "There is nothing here",
    text: "The address may be mistyped or cut off. Open the invitation again from the message you got it in.",
  },

  invite: {
    pageTitle: "Invitation",
    loading: "Looking at your invitation…",
    kicker: "Invitation",
    /** What stands before and after the name. */
    invitedBy: ["", " invites you to"],
    invited: "You are invited to",
    unnamedRoom: "a Matrix room",
    members: (count: number): string => (count === 1 ? "1 member" : `${count.toLocaleString("en")} members`),
    bot: "The invitation will come from",
    expires: "Good until",
    never: "No end date",
    uses: "Still good for",
    usesLeft: (count: number): string => (count === 1 ? "1 person" : `${count.toLocaleString("en")} people`),
    stepsTitle: "What happens next",
    steps: [
      { title: "Confirm your Matrix ID", text: "With the password of your own homeserver, in this browser." },
      { title: "Get the invitation", text: "The bot sends it to your Matrix account." },
      { title: "Accept it", text: "In your Matrix app. Then you are in." },
    ],
    signInTitle: "Which Matrix ID shall we invite?",
    signInHint: (server: string | null): string =>
      server === null
        ? "For example @alice:example.org. You find it in the settings of your Matrix app."
        : `For example @alice:${server}. On ${server}, your user name is enough.`,
    ended: "Your sign-in has ended. Please confirm your Matrix ID again; then it goes on where it was.",
    you: "You are",
    get: "Get my invitation",
    redeeming: "Getting your invitation…",
    redeemingText: "This takes a few seconds.",

    waitingTitle: "Your invitation is on its way",
    waitingText: "The homeserver has not let it through yet. We keep trying for a day.",
    waitingClose: "You may close this page. The invitation comes by itself.",
    waitingStatus: "Waiting for the homeserver…",
    waitingETA: (time: string): string => `The next try is in about ${time}.`,
    checkNow: "Check now",

    doneTitle: "You are invited",
    alreadyTitle: "You are in already",
    alreadyText: "You are in this room, or its invitation waits in your Matrix app. Nothing was used up.",
    doneText: "Look for the invitation in your Matrix app and accept it there.",
    doneFrom: "It comes from",
    open: "Open in my Matrix app",
    close: "You can close this page.",

    noCodeTitle: "The invitation is incomplete",
    noCode: "The address lacks its last part, the code after the # sign. Copy the whole address from the message you " +
      "got, or ask whoever sent it to send it again.",
    refusedTitle: "This invitation cannot be used",
    refused: "It may be used up, expired or withdrawn. Ask whoever sent it for a new one.",
    unreadTitle: "We cannot look at your invitation right now",
    unread: "That says nothing about the invitation: it is not used up.",
    stalledTitle: "We lost the connection",
    stalled: "It is not known whether your request arrived. Trying again is safe: you are never counted twice.",
  },
} as const;

/** Rough words for a length of time: `40 seconds`, `3 minutes`, `2 hours`. */
export function roughTime(milliseconds: number): string {
  const units: readonly (readonly [number, string])[] = [[3_600_000, "hour"], [60_000, "minute"], [1_000, "second"]];
  const [size, name] = units.find(([unit]) => milliseconds >= unit * 1.5) ?? [1_000, "second"];
  const count = Math.max(1, Math.round(milliseconds / size));
  return `${count} ${name}${count === 1 ? "" : "s"}`;
}

/** A date and time as people write it: `3 May 2027, 14:00`. */
export function dateText(milliseconds: number): string {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short" }).format(milliseconds);
}
