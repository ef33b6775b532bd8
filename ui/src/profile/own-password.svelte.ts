/** Changing one's own password: what was typed, what is wrong with it, and how it went. */
import { failureOf } from '../host/failure';
import { lengthProblem, type PasswordProblem } from '../kit/password';
import type { CounsellorHost } from '../host/counsellor';

export type CurrentProblem = 'missing' | 'wrong' | 'too-many';
type Wrong = { current: CurrentProblem | null; chosen: PasswordProblem | null; again: PasswordProblem | null };

const NOTHING: Wrong = { current: null, chosen: null, again: null };

export class OwnPassword {
  current = $state('');
  chosen = $state('');
  again = $state('');
  wrong: Wrong = $state.raw(NOTHING);
  /** Why it was not changed, where no field is wrong; what was typed is still there. */
  problem: 'away' | 'unknown' | null = $state(null);
  done = $state(false);
  busy = $state(false);

  constructor(private readonly host: CounsellorHost) {}

  /** Changes it if both fields agree and it may be one; whether it is changed. */
  async save(): Promise<boolean> {
    if (this.busy) return false;
    this.done = false;
    this.problem = null;
    this.wrong = {
      current: this.current === '' ? 'missing' : null,
      chosen: lengthProblem(this.chosen),
      again: this.again === this.chosen ? null : 'differs',
    };
    if (Object.values(this.wrong).some((problem) => problem !== null)) return false;
    this.busy = true;
    try {
      await this.host.changePassword(this.current, this.chosen);
      this.current = this.chosen = this.again = '';
      this.done = true;
    } catch (failure) {
      this.failed(failure);
    } finally {
      this.busy = false;
    }
    return this.done;
  }

  private failed(failure: unknown): void {
    const { code } = failureOf(failure);
    if (code === 'wrong_password') this.wrong = { ...NOTHING, current: 'wrong' };
    else if (code === 'too_many_tries') this.wrong = { ...NOTHING, current: 'too-many' };
    else if (code === 'not_a_setting') this.wrong = { ...NOTHING, chosen: 'simple' };
    else this.problem = code === 'server_away' ? 'away' : 'unknown';
  }
}
