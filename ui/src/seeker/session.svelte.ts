/**
 * The seeker's way from the start page to the end of the chat, one screen at a time. The server decides what may
 * happen; this machine shows it, keeps what a reload must not lose, and forgets everything when it is over.
 */
import { flushSync } from 'svelte';
import type {
  Event,
  PageView,
  ProblemCode,
  SeekerChatView,
  SeekerStateView,
  TopicAdmission,
  World,
} from '../generated/protocol';
import { RequestFailed, type Cancel, type SeekerHost, type SeekerTransition } from '../host/seeker';
import { fromText } from '../seal/bytes';
import { envelopesFor } from './begin';
import { Conversation } from './conversation.svelte';
import { freshChat, freshId, readKept, type KeptChat } from './kept';
import { Live, type LiveState } from './live';
import { mayRejoin, missedEnd, type Over } from './over';

type State<S extends SeekerStateView['state']> = SeekerStateView & { state: S };

/** What the page shows. */
export type Screen =
  | { is: 'loading' }
  | { is: 'unreachable' }
  /** `centre`: it is known, and has a start page. */
  | { is: 'not_found'; centre: boolean }
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
  /** What was written and nobody has received, once the chat is over. It is in memory only, until the page is left. */
  unsent = $state('');

  private live: Live | null = null;
  private keptChat: KeptChat | null = null;
  /** The chat that is over, for standing in line again. */
  private past: KeptChat | null = null;
  private again: Cancel | null = null;
  /** A way out whose answer never came. */
  private leaving: { how: SeekerTransition; command: string } | null = null;
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
        const envelopes = await envelopesFor(fromText(keptChat.key), screen.chat.id, screen.state.devices);
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
    // After silence the same command is given again: it may have arrived.
    if (this.leaving?.how !== how) this.leaving = { how, command: freshId(this.host) };
    const { command } = this.leaving;
    const done = await this.ask(() => this.host.transition(keptChat.token, chat, how, { command }));
    if (this.trouble !== 'offline' && this.trouble !== 'unavailable') this.leaving = null;
    const over: Over = how === 'withdraw' ? 'withdrawn' : how === 'decline' ? 'declined' : 'by_seeker';
    const gone = this.trouble === 'ended' || this.trouble === 'not_found' || this.trouble === 'unauthenticated';
    if ((done || gone) && this.screen.is !== 'ended' && screen.is !== 'ended') this.over(done ? over : this.missed());
  }

  /** "Wieder anstellen": asks again for the same topic, under the consent given in this tab, with what was written. */
  async rejoin(): Promise<void> {
    const { past } = this;
    if (this.screen.is !== 'ended' || !mayRejoin(this.screen.how) || past === null || this.busy) return;
    this.keptChat ??= freshChat(this.host, { slug: past.centre, name: past.name }, past.topic);
    this.save();
    await this.request(this.keptChat);
  }

  /** "Seite sofort verlassen": empties the page first, waits for nothing. */
  leaveNow(): void {
    const { keptChat } = this;
    const how = this.wayOut();
    this.screen = { is: 'left' };
    this.erase();
    this.conversation?.erase();
    [this.conversation, this.unsent, this.past] = [null, '', null];
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
    if (centre === '') {
      this.screen = { is: 'not_found', centre: false };
      return;
    }
    try {
      const page = await this.host.page(centre);
      if (this.screen.is === 'left') return;
      this.showPage(page);
      this.listen({ is: 'visitor', centre, entry: 'start_page' });
    } catch (failed) {
      if (!(failed instanceof RequestFailed)) throw failed;
      if (this.screen.is === 'left') return;
      const missing = failed.code === 'not_found' || failed.code === 'malformed';
      this.screen = missing ? { is: 'not_found', centre: false } : { is: 'unreachable' };
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
    if (this.unsent !== '') this.conversation.keepDraft(this.unsent);
    [this.unsent, this.past] = ['', null];
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
    else if (topic === undefined) this.screen = { is: 'not_found', centre: true };
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
    this.remember(state);
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
    else if (this.keptChat !== null) this.over(this.missed());
    else {
      this.screen = { is: 'unreachable' };
      this.again = this.host.after(LOAD_AGAIN, () => void this.load());
    }
  }

  /** Keeps how far the chat is, for a page that is away when it ends. */
  private remember(state: Exclude<SeekerStateView, { state: 'ended' }>): void {
    if (this.keptChat === null || this.keptChat.reached === state.state) return;
    this.keptChat.reached = state.state;
    if (state.state === 'active') this.keptChat.ends = state.ends;
    this.save();
  }

  private missed(): Over {
    return missedEnd(this.keptChat, this.host.now() + this.clockOffset);
  }

  private over(how: Over): void {
    const { conversation } = this;
    this.screen = { is: 'ended', how };
    this.past = this.keptChat;
    this.erase();
    this.conversation = null;
    // Leaving the waiting room says that what was written goes as well.
    if (how === 'withdrawn') return conversation?.erase();
    void conversation?.end().then((text) => {
      if (this.screen.is === 'ended') this.unsent = text;
    });
  }

  private erase(): void {
    this.host.forget();
    this.keptChat = null;
    this.trouble = null;
    this.again?.();
    this.live?.stop();
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
      // No answer came: whether the page is connected is found out, and not only said.
      if (failed.code === 'offline') this.live?.connectNow();
      return false;
    } finally {
      if (this.asking === mine) this.busy = false;
    }
  }
}
