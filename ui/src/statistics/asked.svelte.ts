/** What the server has counted in a period, and in the one that it is compared with. */
import type { Moment } from '../generated/protocol';
import { missingOf, type Missing } from '../kit/missing';
import { before, dayAt, periodOf, wrongWith, type Choice, type Period, type Wrong } from './period';

/** Asks for the counts of a period. */
export type Ask<T> = (period: Period) => Promise<T>;

/** Counts of both periods: what is shown names them, as another period may be on its way. */
export type Answer<T> = { period: Period; compared: Period; now: T; then: T };

export class Asked<T> {
  choice: Choice = $state('month');
  period: Period = $state.raw({ from: '', until: '' });
  /** The days that are typed; they become the period once they are one. */
  typed: Period = $state.raw({ from: '', until: '' });
  readonly wrong: Wrong | null = $derived(this.choice === 'own' ? wrongWith(this.typed) : null);
  answer: Answer<T> | null = $state.raw(null);
  /** Why there is no answer; null once there is one. */
  missing: Missing | null = $state('loading');
  private round = 0;

  /** `now`: the device's clock. */
  constructor(private readonly now: () => Moment) {
    this.period = periodOf('month', dayAt(now()));
  }

  choose(choice: Choice): void {
    this.choice = choice;
    if (choice === 'own') this.typed = this.period;
    else this.period = periodOf(choice, dayAt(this.now()));
  }

  type(part: Partial<Period>): void {
    this.typed = { ...this.typed, ...part };
    if (wrongWith(this.typed) === null) this.period = this.typed;
  }

  /** Asks for the period; the answer to an older question is not shown any more. */
  async load(ask: Ask<T>): Promise<void> {
    const { period, choice } = this;
    const compared = before(choice, period);
    this.round += 1;
    const { round } = this;
    try {
      const [now, then] = await Promise.all([ask(period), ask(compared)]);
      if (round !== this.round) return;
      this.answer = { period, compared, now, then };
      this.missing = null;
    } catch (failure) {
      if (round === this.round) this.missing = missingOf(failure);
    }
  }

  /** Shows that it is loaded again after a failure. */
  again(): void {
    this.missing = 'loading';
  }
}
