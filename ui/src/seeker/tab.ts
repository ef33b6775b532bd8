/** The chat that this tab holds: kept for a reload, and open in one tab at a time. */
import type { RequestChat, TabHalf } from '../generated/protocol';
import type { SeekerHost } from '../host/seeker';
import { freshChat, readStored, relock, storedText, type KeptChat, type Stored } from './kept';
import { reopen, takenOver, type Returned } from './returning';

export class Tab {
  kept: KeptChat | null = null;
  /** The half of a key that the server is to hold for it. */
  private half: TabHalf | null = null;
  /** The locks that this page holds: a second claim would wait for the first one, which the page itself holds. */
  private readonly held = new Set<string>();

  /** `lost`: another tab goes on with the chat. */
  constructor(
    private readonly host: SeekerHost,
    private readonly lost: () => void,
  ) {}

  /** What this tab kept before its page was loaded. */
  stored(): Stored | null {
    return readStored(this.host);
  }

  /** Begins a chat; false where `goesOn` says meanwhile that nobody wants it any more. */
  async begin(centre: { slug: string; name: string }, topic: string, goesOn: () => boolean): Promise<boolean> {
    if (this.kept !== null) return true;
    const { kept, half } = await freshChat(this.host, centre, topic);
    if (!goesOn() || this.kept !== null) return this.kept !== null;
    [this.kept, this.half] = [kept, half];
    void this.hold(kept.lock, false);
    this.save();
    return true;
  }

  /** Opens what was kept; with `take` also where another tab has it open. */
  async reopen(stored: Stored, take: boolean): Promise<Returned['is'] | 'elsewhere'> {
    if (!(await this.hold(stored.lock, take))) return 'elsewhere';
    // Kept at once: where no answer comes now, another try or a reload goes on under the same id.
    const own = take ? takenOver(this.host, stored) : stored;
    if (take) this.keep(JSON.stringify(own));
    const returned = await reopen(this.host, own);
    if (!this.held.has(stored.lock)) return 'elsewhere';
    if (returned.is === 'gone') this.forget(stored.lock);
    if (returned.is === 'open') [this.kept, this.half] = [returned.kept, returned.half];
    this.save();
    return returned.is;
  }

  /** The request for a chat; the same each time. */
  request({ centre, topic, command, token }: KeptChat): RequestChat {
    if (this.half === null) throw new Error('no chat was begun');
    return { command, centre, topic, entry: 'start_page', token, tab: this.half, consent: true };
  }

  /** Keeps also what this page has learned of the chat since: its id, and with what it was begun. */
  async saveSecrets(): Promise<void> {
    const { kept, half } = this;
    if (kept === null || half === null) return;
    await relock(this.host, kept, half);
    this.save();
  }

  save(): void {
    if (this.kept !== null) this.keep(storedText(this.kept));
  }

  forget(lock = this.kept?.lock): void {
    this.host.forget();
    [this.kept, this.half] = [null, null];
    // This page may stay for long; another tab is not to read that the chat is open here.
    if (lock !== undefined && this.held.delete(lock)) this.host.release(lock);
  }

  private async hold(lock: string, take: boolean): Promise<boolean> {
    if (this.held.has(lock)) return true;
    const has = await this.host.claim(lock, take, () => this.taken(lock));
    if (has) this.held.add(lock);
    return has;
  }

  private keep(text: string): void {
    try {
      this.host.keep(text);
    } catch {
      // The chat goes on; only a reload would find less of it.
    }
  }

  private taken(lock: string): void {
    this.held.delete(lock);
    if (this.kept?.lock !== lock) return;
    // What lies in the storage is this tab's own: it may take the chat back.
    [this.kept, this.half] = [null, null];
    this.lost();
  }
}
