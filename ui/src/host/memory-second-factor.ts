/** The person's second factor, without a server: for tests and for pictures. */
import type { Failure } from '../generated/desk';
import type { Answers } from './memory-administration';

/** A QR code to look at; no camera reads it. */
const PICTURE = { side: 5, path: 'M0 0h1v1h-1zM2 0h1v1h-1zM4 0h1v1h-1zM1 1h1v1h-1zM3 3h1v1h-1zM0 4h1v1h-1z' };
const CODES = 10;

export class MemorySecondFactor {
  on = false;
  /** Recovery codes that are left. */
  left = 0;
  password = 'Beistand-Demo-2026';
  /** What the app shows. */
  code = '287082';
  /** What the next commands are refused with. */
  refuse: Failure | null = null;
  private pending = false;

  readonly answers: Answers = {
    second_factor: () => {
      this.mayRefuse();
      return { on: this.on, recovery_codes: this.left, pending: this.pending };
    },
    begin_second_factor: ({ password }) => {
      this.check(password);
      this.pending = true;
      return { secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', ...PICTURE };
    },
    confirm_second_factor: ({ code }) => {
      this.mayRefuse();
      if (!this.pending) throw { code: 'not_found' };
      if (code !== this.code) throw { code: 'wrong_code' };
      [this.pending, this.on] = [false, true];
      return this.newCodes();
    },
    renew_recovery_codes: ({ password }) => {
      this.check(password);
      if (!this.on) throw { code: 'not_found' };
      return this.newCodes();
    },
    remove_second_factor: ({ password }) => {
      this.check(password);
      [this.on, this.left] = [false, 0];
    },
  };

  private newCodes(): { codes: string[] } {
    this.left = CODES;
    return { codes: Array.from({ length: CODES }, (_, at) => `ABCD-EFGH-JKLM-${String(2340 + at)}`) };
  }

  private check(password: string): void {
    this.mayRefuse();
    if (password !== this.password) throw { code: 'wrong_password' };
  }

  private mayRefuse(): void {
    if (this.refuse !== null) throw this.refuse;
  }
}
