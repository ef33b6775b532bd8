/** The devices that are signed in as this person. */
import type { OwnSession } from '../generated/protocol';
import type { CounsellorHost } from '../host/counsellor';
import { failureOf } from '../host/failure';
import { missingOf, type Missing } from '../kit/missing';

export class Devices {
  sessions: OwnSession[] = $state.raw([]);
  /** Why they are not there; null once they are. */
  missing: Missing | null = $state('loading');
  /** The one that may be signed out, while it is asked about. */
  asked: OwnSession | null = $state.raw(null);
  /** The name of the one that was signed out last. */
  ended: string | null = $state(null);
  problem: 'away' | 'unknown' | null = $state(null);
  private busy = false;

  constructor(private readonly host: CounsellorHost) {}

  async load(): Promise<void> {
    try {
      this.sessions = (await this.host.ownSessions()).sessions;
      this.missing = null;
    } catch (failure) {
      this.missing = missingOf(failure);
    }
  }

  /** Signs out the one that was asked about. */
  async end(): Promise<void> {
    const { asked } = this;
    this.asked = null;
    if (asked === null || this.busy) return;
    this.busy = true;
    this.ended = this.problem = null;
    try {
      await this.host.endOwnSession(asked.id);
      this.ended = asked.device_name;
    } catch (failure) {
      const { code } = failureOf(failure);
      // It was signed out meanwhile, which is what was wanted.
      if (code === 'not_found') this.ended = asked.device_name;
      else this.problem = code === 'server_away' ? 'away' : 'unknown';
    }
    if (this.problem === null) await this.load();
    this.busy = false;
  }
}
