// From the invitation's address to the invitation in the Matrix app, without any user interface.
//
//   loading → confirm | signIn → redeeming → invited | waiting → invited | refused | failed
//
// Opening the address only describes. A use is spent by `redeem` alone, which needs a click or a Matrix ID that was
// typed here and then proven.

import type { UsherAPI } from "../api/client";
import type { Offer, PageInfo, Redemption, Room, Trouble } from "../api/types";
import type { SessionStore } from "../session/sessionStore";
import type { Place } from "./place";
import { Poller, type Watch } from "./poller";

export type JourneyState =
  | { readonly step: "loading" }
  | { readonly step: "noCode" }
  | { readonly step: "refused" }
  /** The invitation could not be read; it may be perfectly good. */
  | { readonly step: "unread"; readonly trouble: Trouble }
  /** `ended` = there was a session, and it is over. */
  | { readonly step: "signIn"; readonly page: PageInfo; readonly offer: Offer | null; readonly ended: boolean }
  | { readonly step: "confirm"; readonly offer: Offer; readonly user: string; readonly trouble: Trouble | null }
  | { readonly step: "redeeming"; readonly offer: Offer | null }
  /** It is not known whether the request arrived; sending it again does no harm. */
  | { readonly step: "stalled"; readonly offer: Offer | null; readonly trouble: Trouble }
  | { readonly step: "waiting"; readonly room: Room | null; readonly trouble: Trouble | null; readonly etaMS: number | null }
  | {
    readonly step: "invited"; readonly already: boolean; readonly room: Room | null; readonly roomURL: string | null;
    readonly bot: string | null;
  }
  | { readonly step: "failed"; readonly failure: string; readonly room: Room | null; readonly bot: string | null };

export interface JourneyParts {
  readonly api: UsherAPI;
  readonly session: SessionStore;
  readonly place: Place;
  readonly watch: Watch;
}

export class InviteJourney {
  private state: JourneyState = { step: "loading" };
  private readonly listeners = new Set<() => void>();
  private page: PageInfo | null = null;
  private offer: Offer | null = null;
  private poller: Poller | null = null;
  private forgetWake: (() => void) | null = null;
  private generation = 0;
  /** Who had agreed to redeem when the session ended; if the same person signs in again, no second click is asked for. */
  private agreed: string | null = null;

  constructor(private readonly instance: string, private readonly parts: JourneyParts) {}

  getState = (): JourneyState => this.state;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Reads the address and finds out where this person stands. Changes nothing on the server. */
  async start(): Promise<void> {
    const generation = this.begin({ step: "loading" });
    const { api, session, place } = this.parts;
    const code = place.code();
    const remembered = place.rememberedRedemption();
    if (code === null && remembered === null) return this.show({ step: "noCode" });
    // The session first: it brings the CSRF token, which every later request carries.
    const [page, user] = await Promise.all([api.page(), session.load()]);
    if (generation !== this.generation) return;
    if (!page.ok) return this.fail(page.trouble);
    this.page = page.value;
    if (!user.ok) return this.fail(user.trouble);
    if (remembered !== null && user.value !== null) return this.wait(remembered, null);
    if (code === null) return this.askToSignIn(true);
    const description = await api.describe(this.instance, code);
    if (generation !== this.generation) return;
    if (!description.ok) return this.fail(description.trouble);
    if (description.value.state === "refused") return this.show({ step: "refused" });
    this.offer = description.value.offer;
    this.next(user.value);
  }

  stop(): void {
    this.begin(this.state);
  }

  /** Somebody has proven to be `user`. Goes on by itself only if that is the Matrix ID they typed here. */
  signedIn(user: string, typedUserID: string | null): void {
    const remembered = this.parts.place.rememberedRedemption();
    const isExpected = user === typedUserID || user === this.agreed;
    if (remembered !== null) return void this.wait(remembered, null);
    if (isExpected) return void this.redeem();
    this.next(user);
  }

  /** Spends a use of the code: the one act of this page that changes something. */
  async redeem(): Promise<void> {
    const code = this.parts.place.code();
    if (code === null) return this.show({ step: "noCode" });
    const { session, api } = this.parts;
    this.agreed = session.getUser() ?? null;
    const generation = this.begin({ step: "redeeming", offer: this.offer });
    const outcome = await api.redeem(this.instance, code);
    if (generation !== this.generation) return;
    if (outcome.ok) return this.settle(outcome.value);
    if (outcome.trouble.status === 401) return this.askToSignIn(true);
    this.stall(outcome.trouble);
  }

  /** Signs out, so that another Matrix ID can be used. */
  async useAnotherID(): Promise<void> {
    const { offer } = this;
    const user = this.parts.session.getUser();
    const trouble = await this.parts.session.signOut();
    this.agreed = null;
    if (trouble === null) this.askToSignIn(false);
    else if (offer && user) this.show({ step: "confirm", offer, user, trouble });
  }

  /** From `unread`, `stalled`, `failed` or `waiting`: tries once more. */
  retry(): void {
    const { state } = this;
    if (state.step === "unread") void this.start();
    else if (state.step === "stalled" || state.step === "failed") void this.redeemAgain();
    else if (state.step === "waiting") this.poller?.wake();
  }

  /** The session may have changed in another tab meanwhile; only the person who agreed goes on without a click. */
  private async redeemAgain(): Promise<void> {
    const generation = this.begin({ step: "redeeming", offer: this.offer });
    const user = await this.parts.session.load();
    if (generation !== this.generation) return;
    if (!user.ok) return this.stall(user.trouble);
    if (user.value !== null && user.value === this.agreed) return this.redeem();
    this.next(user.value);
  }

  private next(user: string | null): void {
    if (user !== null && this.offer) this.show({ step: "confirm", offer: this.offer, user, trouble: null });
    else this.askToSignIn(false);
  }

  private askToSignIn(ended: boolean): void {
    if (ended) this.parts.session.forget();
    if (this.page) this.begin({ step: "signIn", page: this.page, offer: this.offer, ended });
  }

  private settle(redemption: Redemption): void {
    const { place } = this.parts;
    const { room } = redemption;
    const bot = this.page?.bot ?? null;
    place.remember(redemption.state === "invited" || redemption.state === "pending" ? redemption.id : null);
    switch (redemption.state) {
      case "invited":
        place.stripCode();
        return void this.begin({
          step: "invited", already: redemption.already, room, roomURL: redemption.roomURL, bot,
        });
      case "refused":
        return void this.begin({ step: "refused" });
      case "failed":
        return void this.begin({ step: "failed", failure: redemption.failure ?? "", room, bot });
      case "pending":
        return void this.wait(redemption.id, redemption);
    }
  }

  private wait(id: string, first: Redemption | null): void {
    const show = (redemption: Redemption | null, trouble: Trouble | null): void => {
      const room = redemption?.room ?? this.offer?.room ?? null;
      this.show({ step: "waiting", room, trouble, etaMS: redemption?.retryAfterMS ?? null });
    };
    const generation = this.begin(first === null ? { step: "loading" } : this.state);
    let latest = first;
    if (first !== null) show(first, null);
    const ask = async (): Promise<{ again: boolean; atLeastMS?: number }> => {
      const outcome = await this.parts.api.redemption(id);
      if (generation !== this.generation) return { again: false };
      if (outcome.ok && outcome.value.state === "pending") {
        latest = outcome.value;
        show(latest, null);
        return { again: true };
      }
      if (outcome.ok) {
        this.settle(outcome.value);
        return { again: false };
      }
      return this.afterTrouble(outcome.trouble, () => show(latest, outcome.trouble));
    };
    this.poller = new Poller(this.parts.watch, ask);
    if (first === null) this.poller.wake();
  }

  private afterTrouble(trouble: Trouble, show: () => void): { again: boolean } {
    if (trouble.status === 401) {
      this.askToSignIn(true);
      return { again: false };
    }
    if (trouble.status === 404) {
      // Somebody else's, or long gone: begin with the code again.
      this.parts.place.remember(null);
      void this.start();
      return { again: false };
    }
    show();
    return { again: true };
  }

  private fail(trouble: Trouble): void {
    this.show({ step: "unread", trouble });
    this.retryWhenOnline(trouble);
  }

  private stall(trouble: Trouble): void {
    this.begin({ step: "stalled", offer: this.offer, trouble });
    this.retryWhenOnline(trouble);
  }

  private retryWhenOnline(trouble: Trouble): void {
    if (trouble.kind === "offline") this.forgetWake = this.parts.watch.onWake(() => this.retry());
  }

  /** Enters a new generation: what was under way no longer counts. */
  private begin(state: JourneyState): number {
    this.generation += 1;
    this.poller?.stop();
    this.poller = null;
    this.forgetWake?.();
    this.forgetWake = null;
    this.show(state);
    return this.generation;
  }

  private show(state: JourneyState): void {
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}
