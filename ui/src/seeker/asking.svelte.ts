/** One request at a time that somebody waits for, and why the last one did not go through. */
import type { ProblemCode } from '../generated/protocol';
import { RequestFailed } from '../host/seeker';

/** A request that did not go through, to be said in plain words. */
export type Trouble = ProblemCode | 'offline';

export class Asking {
  /** It is under way; its button waits. */
  busy = $state(false);
  trouble = $state<Trouble | null>(null);
  /** The request that both belong to. */
  private current: object | null = null;

  /** Runs a request. Gives why it failed, or null; that is kept, unless it was cancelled. */
  async ask(act: () => Promise<unknown>): Promise<Trouble | null> {
    const mine = {};
    [this.current, this.busy, this.trouble] = [mine, true, null];
    try {
      await act();
      return null;
    } catch (failed) {
      if (!(failed instanceof RequestFailed)) throw failed;
      if (this.current === mine) this.trouble = failed.code;
      return failed.code;
    } finally {
      if (this.current === mine) this.busy = false;
    }
  }

  /** What becomes of it is nobody's business any more. */
  cancel(): void {
    [this.current, this.busy, this.trouble] = [null, false, null];
  }
}
