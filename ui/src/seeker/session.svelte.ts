/**
 * The seeker's way from the start page to the end of the chat, one screen at a time. The server decides what may
 * happen; this machine shows it, keeps what a reload must not lose, and forgets everything when it is over.
 */
import { flushSync } from 'svelte';
import type {
  EndingView,
  Event,
  PageView,
  ProblemCode,
  SeekerChatView,
  SeekerStateView,
  TopicAdmission,
  World,
} from '../generated/protocol';
import { RequestFailed, type Cancel, type SeekerHost, type SeekerTransition } from '../host/seeker';
import { fromText, toText } from '../seal/bytes';
import { sealKey } from '../seal/envelope';
import { Conversation } from './conversation.svelte';
import { freshChat, freshId, readKept, type KeptChat } from './kept';
import { Live, type LiveState } from './live';

type State<S extends SeekerStateView['state']> = SeekerStateView & { state: S };

/** Why the chat is over; `signed_out`: the server no longer knows it. */
export type Over = EndingView | 'signed_out';

/** What the page shows. */
export type Screen =
  | { is: 'loading' }
  | { is: 'unreachable' }
  | { is: 'not_found' }
  | { is: 'insecure' }
  | { is: 'outdated' }
  | { is: 'centre'; page: PageView }
  | { is: 'topic'; page: PageView; topic: TopicAdmission }
  | { is: 'consent'; page: PageView; topic: TopicAdmission }
  | { is: 'waiting'; chat: SeekerChatView; state: State<'waiting'> }
  | { is: 'accepted'; chat: SeekerChatView; state: State<'accepted'> }
  | { is: 'active'; chat: SeekerChatView; state: State<'active'>; conversation: Conversation }
  | { is: 'ended'; how: Over }
  | { is: 'left' };

/** A request that did not go through, to be said in plain words. */
export type Trouble = ProblemCode | 'offline';

const LOAD_AGAIN = 3_000;

export class SeekerSession {
  screen = $state.raw<Screen>({ is: 'loading' });
  connection = $state<LiveState>('connecting');
  /** A request is under way; its button waits. */
  busy = $state(false);
  trouble = $state<Trouble | null>(null);
  /** The centre's name, once known; stays when the chat is over. */
  centre = $state('');
  /** The conversation, from the waiting room on: what is written early is its draft. */
  conversation = $state.raw<Conversation | null>(null);
  /** The server's clock minus this device's. */
  clockOffset = $state(0);

  private live: Live | null = null;
  private keptChat: KeptChat | null = null;
  private again: Cancel | null = null;
  /** The request that `busy` and `trouble` belong to. */
  private asking: object | null = null;
  private readonly unlisten: Cancel;

  constructor(readonly host: SeekerHost) {
    this.unlisten = host.onVisibility(() => this.conversation?.mark());
    if (!host.secure) {
      this.screen = { is: 'insecure' };
      return;
    }
    const kept = readKept(host);
    if (kept === null) void this.load();
    else this.resume(kept);
  }

  /** "Chat starten": shows the data-protection text. */
  begin(): void {
    if (this.screen.is === 'topic' && this.screen.topic.admission.state === 'open') {
      this.trouble = null;
      this.screen = { ...this.screen, is: 'consent' };
    }
  }

  /** "Abbrechen" on the data-protection text: withdraws the consent, and the request where there is one. */
  back(): void {
    if (this.screen.is !== 'consent') return;
    this.screen = { ...this.screen, is: 'topic' };
    const { keptChat } = this;
    if (keptChat === null) return;
    this.host.forget();
    this.keptChat = null;
    [this.asking, this.busy, this.trouble] = [null, false, null];
    if (keptChat.chat === null) return;
    this.takeBack(keptChat);
    this.conversation?.erase();
    this.conversation = null;
    this.listen({ is: 'visitor', centre: this.host.address.centre, entry: 'start_page' });
  }

  /** "Bestätigen": asks for the chat. Repeating it after a lost answer asks for the same one. */
  async confirm(): Promise<void> {
    if (this.screen.is !== 'consent' || this.busy) return;
    if (this.keptChat?.chat != null) return;
    const { slug, name } = this.screen.page.centre;
    this.keptChat ??= freshChat(this.host, { slug, name }, this.screen.topic.topic.slug);
    this.save();
    await this.request(this.keptChat);
  }

  /** "Jetzt chatten": seals the chat's key to each of the counsellor's devices. */
  async join(): Promise<void> {
    const { screen, keptChat } = this;
    if (screen.is !== 'accepted' || keptChat === null || this.busy) return;
    await this.ask(async () => {
      if (keptChat.begin === null) {
        const seal = async (device: (typeof screen.state.devices)[number]) => {
          const key = fromText(keptChat.key);
          const envelope = toText(await sealKey(key, fromText(device.public_key), screen.chat.id, device.id));
          return { device: device.id, envelope };
        };
        const envelopes = await Promise.all(screen.state.devices.map(seal));
        keptChat.begin = { command: freshId(this.host), envelopes };
        this.save();
      }
      await this.host.beginChat(keptChat.token, screen.chat.id, keptChat.begin);
    });
    // Another try after a refusal is another command; after silence it is the same one.
    if (this.trouble !== null && this.trouble !== 'offline' && this.trouble !== 'unavailable') keptChat.begin = null;
    this.save();
  }

  /** Leaves the waiting room, cancels an accepted request, or ends the chat. */
  async finish(): Promise<void> {
    const { screen, keptChat } = this;
    const how = this.wayOut();
    if (how === null || keptChat?.chat == null || this.busy) return;
    const chat = keptChat.chat;
    const command = { command: freshId(this.host) };
    const done = await this.ask(() => this.host.transition(keptChat.token, chat, how, command));
    const over: Over = how === 'withdraw' ? 'withdrawn' : how === 'decline' ? 'declined' : 'by_seeker';
    const gone = this.trouble === 'ended' || this.trouble === 'not_found' || this.trouble === 'unauthenticated';
    if ((done || gone) && this.screen.is !== 'ended' && screen.is !== 'ended') this.over(done ? over : 'signed_out');
  }

  /** "Seite sofort verlassen": empties the page first, waits for nothing. */
  leaveNow(): void {
    const { keptChat } = this;
    const how = this.wayOut();
    this.screen = { is: 'left' };
    this.erase();
    flushSync();
    if (how !== null && keptChat?.chat != null) {
      const command = { command: freshId(this.host) };
      this.host.transitionWhileLeaving(keptChat.token, keptChat.chat, how, command);
    }
    this.host.goToNeutralPage();
  }

  /** Connects again at once. */
  reconnect(): void {
    this.live?.connectNow();
  }

  /** Ends every connection and timer of this page. */
  stop(): void {
    this.unlisten();
    this.again?.();
    this.live?.stop();
  }

  private wayOut(): SeekerTransition | null {
    if (this.screen.is === 'waiting') return 'withdraw';
    if (this.screen.is === 'accepted') return 'decline';
    return this.screen.is === 'active' ? 'end' : null;
  }

  private async load(): Promise<void> {
    const { centre } = this.host.address;
    try {
      const page = await this.host.page(centre);
      if (this.screen.is === 'left') return;
      this.showPage(page);
      this.listen({ is: 'visitor', centre, entry: 'start_page' });
    } catch (failed) {
      if (!(failed instanceof RequestFailed)) throw failed;
      if (this.screen.is === 'left') return;
      const missing = failed.code === 'not_found' || failed.code === 'malformed';
      this.screen = { is: missing ? 'not_found' : 'unreachable' };
      if (!missing) this.again = this.host.after(LOAD_AGAIN, () => void this.load());
    }
  }

  private resume(kept: KeptChat): void {
    this.keptChat = kept;
    this.centre = kept.name;
    if (kept.chat !== null) return this.follow(kept);
    void this.request(kept).then(() => {
      if (this.keptChat === null && this.screen.is !== 'left') return this.load();
    });
  }

  private async request(kept: KeptChat): Promise<void> {
    const { centre, topic, command, token } = kept;
    const body = { command, centre, topic, entry: 'start_page' as const, token, consent: true };
    const done = await this.ask(async () => {
      kept.chat = (await this.host.requestChat(body)).chat;
    });
    if (this.keptChat !== kept) return this.takeBack(kept);
    if (done) {
      this.save();
      return this.follow(kept);
    }
    if (this.trouble === 'offline' || this.trouble === 'unavailable') {
      if (this.screen.is === 'loading') this.again = this.host.after(LOAD_AGAIN, () => void this.resume(kept));
      return;
    }
    this.host.forget();
    this.keptChat = null;
    if (this.screen.is === 'consent') this.screen = { ...this.screen, is: 'topic' };
  }

  /** Withdraws a request. Where the server's answer never came, it vanishes by itself. */
  private takeBack(kept: KeptChat): void {
    if (kept.chat === null) return;
    this.host.transitionWhileLeaving(kept.token, kept.chat, 'withdraw', { command: freshId(this.host) });
  }

  private follow(kept: KeptChat): void {
    const chat = kept.chat ?? '';
    this.listen({ is: 'seeker', token: kept.token });
    const send: Live['send'] = (frame, answered) => this.live?.send(frame, answered) ?? false;
    this.conversation = new Conversation(this.host, kept, chat, send, () => this.save());
  }

  private listen(who: ConstructorParameters<typeof Live>[1]): void {
    this.live?.stop();
    this.live = new Live(this.host, who, {
      state: (state) => (this.connection = state),
      world: (world, now) => this.world(world, now),
      event: (event) => this.received(event),
      dismissed: (why) => this.dismissed(why),
    });
  }

  private world(world: World, now: number): void {
    this.clockOffset = now - this.host.now();
    if (world.is === 'visitor') this.showPage(world.page);
    if (world.is === 'seeker') this.showChat(world.chat, true);
  }

  private received(event: Event): void {
    if (event.is === 'page_changed') return this.showPage(event.page);
    if (event.is === 'seeker_chat_changed') return this.showChat(event.chat, false);
    this.conversation?.received(event);
  }

  private showPage(page: PageView): void {
    this.centre = page.centre.name;
    const slug = this.host.address.topic;
    const topic = page.topics.find((each) => each.topic.slug === slug);
    if (slug === null) this.screen = { is: 'centre', page };
    else if (topic === undefined) this.screen = { is: 'not_found' };
    else this.screen = { is: this.screen.is === 'consent' ? 'consent' : 'topic', page, topic };
  }

  private showChat(chat: SeekerChatView, connected: boolean): void {
    const shown = 'chat' in this.screen ? this.screen.chat.revision : 0;
    if (chat.revision < shown) return;
    const { state } = chat;
    if (state.state === 'ended') return this.over(state.how);
    const { conversation } = this;
    if (conversation === null) return;
    conversation.marks(chat.counsellor_marks);
    if (state.state === 'waiting') this.screen = { is: 'waiting', chat, state };
    if (state.state === 'accepted') this.screen = { is: 'accepted', chat, state };
    if (state.state === 'active') {
      const begun = this.screen.is !== 'active';
      this.screen = { is: 'active', chat, state, conversation };
      if (connected || begun) conversation.connected(chat);
      else conversation.reached(chat.last_seq);
    }
    this.trouble = null;
  }

  private dismissed(why: 'signed_out' | 'bad_hello'): void {
    if (why === 'bad_hello') this.screen = { is: 'outdated' };
    else if (this.keptChat !== null) this.over('signed_out');
    else {
      this.screen = { is: 'unreachable' };
      this.again = this.host.after(LOAD_AGAIN, () => void this.load());
    }
  }

  private over(how: Over): void {
    this.screen = { is: 'ended', how };
    this.erase();
  }

  private erase(): void {
    this.host.forget();
    this.keptChat = null;
    this.conversation?.erase();
    this.conversation = null;
    this.trouble = null;
    this.stop();
  }

  private save(): void {
    if (this.keptChat === null) return;
    try {
      this.host.keep(JSON.stringify(this.keptChat));
    } catch {
      // The chat goes on; only a reload would find less of it.
    }
  }

  /** Runs a request and returns whether it succeeded; otherwise its trouble is kept, unless it was cancelled. */
  private async ask(act: () => Promise<unknown>): Promise<boolean> {
    const mine = {};
    [this.asking, this.busy, this.trouble] = [mine, true, null];
    try {
      await act();
      return true;
    } catch (failed) {
      if (!(failed instanceof RequestFailed)) throw failed;
      if (this.asking === mine) this.trouble = failed.code;
      return false;
    } finally {
      if (this.asking === mine) this.busy = false;
    }
  }
}
