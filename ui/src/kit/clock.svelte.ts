/** A clock that components may read: it ticks once a second while somebody can see it. */
import type { Cancel } from '../host/seeker';

const TICK = 1_000;

export class Clock {
  now = $state(0);
  private next: Cancel | null = null;

  constructor(
    private readonly read: () => number,
    private readonly after: (milliseconds: number, act: () => void) => Cancel,
  ) {
    this.now = read();
  }

  start(): void {
    this.now = this.read();
    this.next?.();
    this.next = this.after(TICK, () => this.start());
  }

  stop(): void {
    this.next?.();
    this.next = null;
  }
}
