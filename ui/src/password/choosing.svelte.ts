/** Choosing a password by a link: what was typed, what is wrong with it, and how it went. */
import type { PasswordHost } from '../host/password';
import { RequestFailed } from '../host/seeker';
import { lengthProblem, type PasswordProblem } from '../kit/password';

export type Screen = { is: 'form' } | { is: 'done'; name: string } | { is: 'gone' };

export class Choosing {
  password = $state('');
  again = $state('');
  screen = $state.raw<Screen>({ is: 'form' });
  wrong = $state.raw<{ password: PasswordProblem | null; again: PasswordProblem | null }>({
    password: null,
    again: null,
  });
  /** The server did not answer; what was typed is still there. */
  away = $state(false);
  busy = $state(false);

  constructor(private readonly host: PasswordHost) {
    if (host.secret === '') this.screen = { is: 'gone' };
  }

  /** Saves it if both fields agree and it may be one. */
  async save(): Promise<void> {
    if (this.busy) return;
    this.away = false;
    this.wrong = { password: lengthProblem(this.password), again: this.again === this.password ? null : 'differs' };
    if (this.wrong.password !== null || this.wrong.again !== null) return;
    this.busy = true;
    try {
      const { sign_in_name } = await this.host.choose(this.host.secret, this.password);
      this.host.forget();
      this.screen = { is: 'done', name: sign_in_name };
      this.password = this.again = '';
    } catch (error) {
      this.failed(error);
    } finally {
      this.busy = false;
    }
  }

  private failed(error: unknown): void {
    const code = error instanceof RequestFailed ? error.code : null;
    if (code === 'not_found' || code === 'unauthenticated') this.screen = { is: 'gone' };
    else if (code === 'not_a_setting') this.wrong = { password: 'simple', again: null };
    else this.away = true;
  }
}
