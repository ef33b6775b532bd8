/** What the seeker has chosen for being told while another tab is looked at, and what there is to tell. */
import type { Attention } from '../host/attention';
import type { Screen } from './screen';

export class Noticing {
  /** A sound when somebody has time, and for each message that is not seen. */
  sound = $state(false);
  /** The browser plays none. */
  silent = $state(false);
  /** The screen stays on while the seeker waits. */
  awake = $state(false);
  /** The browser refuses to keep it on, to save power for example. */
  asleep = $state(false);

  private before: { is: Screen['is']; arrived: number } = { is: 'loading', arrived: 0 };
  /** How many messages of the other side were there when the page was seen last. */
  private seen = 0;
  private waits = false;

  constructor(private readonly host: { readonly attention: Attention; visible(): boolean }) {}

  get canStayAwake(): boolean {
    return this.host.attention.canStayAwake;
  }

  async chooseSound(on: boolean): Promise<void> {
    this.sound = on;
    if (on) this.sound = await this.host.attention.armSound();
    this.silent = on && !this.sound;
  }

  async chooseAwake(on: boolean): Promise<void> {
    this.awake = on;
    await this.hold();
  }

  /** Takes what the page shows, how many messages have come, and every change of its visibility. */
  follow(is: Screen['is'], arrived: number): void {
    const visible = this.host.visible();
    if (visible || is !== 'active') this.seen = arrived;
    const accepted = is === 'accepted' && this.before.is !== 'accepted';
    const unseen = is === 'active' && arrived > this.before.arrived && !visible;
    if (this.sound && (accepted || unseen)) this.host.attention.signal();
    this.before = { is, arrived };
    this.host.attention.news(is === 'accepted' ? 1 : arrived - this.seen);
    const waits = is === 'waiting' || is === 'accepted';
    // A browser takes the lock back with the visibility.
    if (this.awake && (waits !== this.waits || (waits && visible))) void this.hold(waits);
    this.waits = waits;
  }

  private async hold(waits = this.waits): Promise<void> {
    const wanted = this.awake && waits;
    const held = await this.host.attention.stayAwake(wanted);
    this.asleep = wanted && !held && this.host.visible();
  }
}
