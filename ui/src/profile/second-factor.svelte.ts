/** Setting up a second factor: from the password over the app's first code to the recovery codes. */
import type { FailureCode, SecondFactorSetUp } from '../generated/desk';
import type { SecondFactor } from '../generated/protocol';
import type { CounsellorHost } from '../host/counsellor';

/** What the password is asked for. */
export type Purpose = 'begin' | 'codes' | 'remove';

export type Step =
  | { is: 'idle' }
  | { is: 'password'; for: Purpose }
  | { is: 'scan'; setUp: SecondFactorSetUp }
  | { is: 'codes'; codes: string[] };

/** Why a step went no further. */
export type Trouble = 'wrong_password' | 'wrong_code' | 'too_many_tries' | 'gone' | 'away';

/** What failed, by the code that a rejected command carries. */
export function troubleOf(failure: unknown): Trouble {
  const code = typeof failure === 'object' && failure !== null && 'code' in failure ? failure.code : null;
  if (code === 'not_found') return 'gone';
  const known: (FailureCode & Trouble)[] = ['wrong_password', 'wrong_code', 'too_many_tries'];
  return known.find((one) => one === code) ?? 'away';
}

export class SecondFactorSetting {
  /** As the server has it; null while it is not known. */
  state = $state<SecondFactor | null>(null);
  step = $state<Step>({ is: 'idle' });
  trouble = $state<Trouble | null>(null);
  busy = $state(false);
  /** It was set up, and the recovery codes never reached this page. */
  unseen = $state(false);

  constructor(private readonly host: CounsellorHost) {}

  /** Asks how it stands. */
  async load(): Promise<void> {
    await this.attempt(async () => {
      this.state = await this.host.secondFactor();
    });
  }

  /** Asks for the password first. */
  want(purpose: Purpose): void {
    this.step = { is: 'password', for: purpose };
    [this.trouble, this.unseen] = [null, false];
  }

  /** Leaves everything as it was. */
  cancel(): void {
    this.step = { is: 'idle' };
    this.trouble = null;
  }

  /** Goes on with the password, to whatever it was asked for. Whether it was right. */
  async withPassword(password: string): Promise<boolean> {
    const { step } = this;
    if (step.is !== 'password') return false;
    const done = await this.attempt(async () => {
      switch (step.for) {
        case 'begin':
          this.step = { is: 'scan', setUp: await this.host.beginSecondFactor(password) };
          return;
        case 'codes':
          this.step = { is: 'codes', codes: (await this.host.renewRecoveryCodes(password)).codes };
          return;
        case 'remove':
          await this.host.removeSecondFactor(password);
          this.step = { is: 'idle' };
          this.state = { on: false, recovery_codes: 0, pending: false };
      }
    });
    if (this.trouble === 'gone') await this.look();
    return done;
  }

  /** Takes the secret into use, by a code that the app shows. */
  async confirm(code: string): Promise<void> {
    if (this.step.is !== 'scan') return;
    await this.attempt(async () => {
      this.step = { is: 'codes', codes: (await this.host.confirmSecondFactor(code)).codes };
    });
    // The answer may be lost although the code was taken.
    if (this.trouble === 'away' || this.trouble === 'gone') await this.look();
  }

  /** The person has put the recovery codes away. */
  kept(): void {
    if (this.step.is !== 'codes') return;
    this.state = { on: true, recovery_codes: this.step.codes.length, pending: false };
    this.step = { is: 'idle' };
  }

  private async look(): Promise<void> {
    const scanned = this.step.is === 'scan';
    const now = await this.host.secondFactor().catch(() => null);
    // While it waits to be confirmed, the code can be tried once more.
    if (now === null || now.pending) return;
    [this.state, this.step] = [now, { is: 'idle' }];
    this.unseen = scanned && now.on;
    if (this.unseen) this.trouble = null;
  }

  private async attempt(act: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.trouble = null;
    try {
      await act();
      return true;
    } catch (failure) {
      this.trouble = troubleOf(failure);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
