// Asks again and again, ever more slowly, and not at all while nobody looks.

/** What the poller needs of the world; tests hand in their own. */
export interface Watch {
  after(milliseconds: number, run: () => void): () => void;
  isHidden(): boolean;
  /** Calls `run` when the page is looked at again or the network is back; the answer stops that. */
  onWake(run: () => void): () => void;
}

export const firstDelayMS = 1_000;
export const longestDelayMS = 10_000;
const growth = 1.6;

export class Poller {
  private delayMS = firstDelayMS;
  private cancelTimer: () => void = () => {};
  private stopWatching: () => void;
  private isAsking = false;
  private isStopped = false;

  /** `ask` answers whether to go on, and for how long at least to wait. The first question comes after one delay. */
  constructor(
    private readonly watch: Watch,
    private readonly ask: () => Promise<{ readonly again: boolean; readonly atLeastMS?: number }>,
  ) {
    this.stopWatching = watch.onWake(() => this.wake());
    this.schedule(0);
  }

  stop(): void {
    this.isStopped = true;
    this.cancelTimer();
    this.stopWatching();
  }

  /** Asks now, and starts again with short delays. */
  wake(): void {
    if (this.isStopped || this.isAsking || this.watch.isHidden()) return;
    this.delayMS = firstDelayMS;
    this.cancelTimer();
    void this.run();
  }

  private schedule(atLeastMS: number): void {
    const delay = Math.max(this.delayMS, Math.min(atLeastMS, 60_000));
    this.delayMS = Math.min(Math.round(this.delayMS * growth), longestDelayMS);
    this.cancelTimer = this.watch.after(delay, () => {
      if (!this.watch.isHidden()) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.isAsking = true;
    const { again, atLeastMS } = await this.ask();
    this.isAsking = false;
    if (this.isStopped) return;
    if (again) this.schedule(atLeastMS ?? 0);
    else this.stop();
  }
}
