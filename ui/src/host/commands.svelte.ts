/** Runs the commands of a window and keeps whether the last one failed. */
import type { CounsellorHost } from './counsellor';

export class Commands {
  /** The last command failed. */
  failed = $state(false);

  constructor(readonly host: CounsellorHost) {}

  /** Runs a command; a failure is shown, and resolves to false. */
  async run(command: Promise<unknown>): Promise<boolean> {
    try {
      await command;
      this.failed = false;
      return true;
    } catch {
      this.failed = true;
      return false;
    }
  }
}
