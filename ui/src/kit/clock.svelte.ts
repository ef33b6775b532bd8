/** A clock that components may read: it ticks while the window is visible, as often as what is shown needs. */
import type { Cancel } from '../host/seeker';

/** The tick of what counts seconds, in milliseconds. */
export const SECOND = 1_000;

export class Clock {
  now = $state(0);
  private next: Cancel | null = null;

  constructor(
    private readonly read: () => number,
    private readonly after: (milliseconds: number, act: () => void) => Cancel,
    private readonly tick: () => number = () => SECOND,
  ) {
    this.now = read();
  }

  start(): void {
    this.now = this.read();
    this.next?.();
    this.next = this.after(this.tick(), () => this.start());
  }

  stop(): void {
    this.next?.();
    this.next = null;
  }
}
