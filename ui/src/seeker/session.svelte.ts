/**
 * The seeker's way from the start page to the end of the chat, one screen at a time. The server decides what may
 * happen; this machine shows it, keeps what a reload must not lose, and forgets everything when it is over.
 */
import { flushSync } from 'svelte';
import type { Event, PageView, SeekerChatView, SeekerStateView, World } from '../generated/protocol';
import { RequestFailed, type Cancel, type SeekerHost, type SeekerTransition } from '../host/seeker';
import { fromText } from '../seal/bytes';
import { Asking, type Trouble } from './asking.svelte';
import { envelopesFor } from './begin';
import { Conversation } from './conversation.svelte';
import { freshId, type KeptChat, type Stored } from './kept';
import { Live, type LiveState } from './live';
import { mayRejoin, missedEnd, type Over } from './over';
import type { Screen } from './screen';
import { Tab } from './tab';

const LOAD_AGAIN = 3_000;

export class SeekerSession {
  screen = $state.raw<Screen>({ is: 'loading' });
  connection = $state<LiveState>('connecting');
  /** The centre's name, once known; stays when the chat is over. */
  centre = $state('');
  /** The centre's part of an address; empty where nobody knows it. */
  slug = $state('');
  /** The conversation, from the waiting room on: what is written early is its draft. */
  conversation = $state.raw<Conversation | null>(null);
  /** The server's clock minus this device's. */
  clockOffset = $state(0);
  /** What was written and nobody has received, once the chat is over. It is in memory only, until the page is left. */
  unsent = $state('');

  /** A request is under way; its button waits. */
  get busy(): boolean {
    return this.asking.busy;
  }

  /** Why the last one did not go through. */
  get trouble(): Trouble | null {
    return this.asking.trouble;
  }

  private live: Live | null = null;
  private readonly tab: Tab;
  /** The topic that is shown; null on the start page. */
  private topic: string | null;
  /** The chat that is over, for standing in line again. */
  private past = $state.raw<KeptChat | null>(null);
  private again: Cancel | null = null;
  /** A way out whose answer never came. */
  private leaving: { how: SeekerTransition; command: string } | null = null;
  private readonly asking = new Asking();
  /** The requests that were given up here; one that another tab took is not. */
  private readonly givenUp = new WeakSet<KeptChat>();
  private readonly unlisten: Cancel;

  constructor(readonly host: SeekerHost) {
    this.tab = new Tab(host, () => this.lost());
    this.slug = host.address.centre;
    this.topic = host.address.topic;
    this.unlisten = host.onVisibility(() => this.conversation?.mark());
    if (!host.secure) {
      this.screen = { is: 'insecure' };
      return;
    }
    const stored = this.tab.stored();
    if (stored === null) void this.load();
    else if (host.comesBack) void this.reopen(stored, false);
    else this.screen = { is: 'continue' };
  }

  /** "Gespräch fortsetzen", or "Hier weiterführen" while another tab has it open. */
  async goOn(): Promise<void> {
    const { screen } = this;
    if ((screen.is !== 'continue' && screen.is !== 'elsewhere') || this.busy) return;
    const stored = this.tab.stored();
    if (stored === null) return this.load();
    await this.ask(() => this.reopen(stored, screen.is === 'elsewhere'));
  }

  /** Shows a topic, or the start page. The address stays: neither stands in the tab's history. */
  choose(topic: string | null): void {
    this.topic = topic;
    if (this.screen.is === 'centre' || this.screen.is === 'topic') this.showPage(this.screen.page);
  }

  /** "Chat starten": shows the data-protection text. */
  begin(): void {
    if (this.screen.is === 'topic' && this.screen.topic.admission.state === 'open') {
      this.asking.trouble = null;
      this.screen = { ...this.screen, is: 'consent' };
    }
  }

  /** "Abbrechen" on the data-protection text: withdraws the consent, and the request where there is one. */
  back(): void {
    if (this.screen.is !== 'consent') return;
    this.screen = { ...this.screen, is: 'topic' };
    const keptChat = this.tab.kept;
    if (keptChat === null) return;
    this.givenUp.add(keptChat);
    this.tab.forget();
    this.asking.cancel();
    if (keptChat.chat === null) return;
    this.takeBack(keptChat);
    this.conversation?.erase();
    this.conversation = null;
    this.listen({ is: 'visitor', centre: this.slug, entry: 'start_page' });
  }

  /** "Bestätigen": asks for the chat. Repeating it after a lost answer asks for the same one. */
  async confirm(): Promise<void> {
    if (this.screen.is !== 'consent' || this.busy) return;
    if (this.tab.kept?.chat != null) return;
    const { slug, name } = this.screen.page.centre;
    const topic = this.screen.topic.topic.slug;
    await this.askFor({ slug, name }, topic, 'consent');
  }

  /** "Jetzt chatten": seals the chat's key to each of the counsellor's devices. */
  async join(): Promise<void> {
    const { screen } = this;
    const keptChat = this.tab.kept;
    if (screen.is !== 'accepted' || keptChat === null || this.busy) return;
    await this.ask(async () => {
      if (keptChat.begin === null) {
        const envelopes = await envelopesFor(fromText(keptChat.key), screen.chat.id, screen.state.devices);
        keptChat.begin = { command: freshId(this.host), envelopes };
        await this.tab.saveSecrets();
      }
      await this.host.beginChat(keptChat.token, screen.chat.id, keptChat.begin);
    });
    // Another try after a refusal is another command; after silence it is the same one.
    if (this.trouble !== null && this.trouble !== 'offline' && this.trouble !== 'unavailable') keptChat.begin = null;
    await this.tab.saveSecrets();
  }

  /** Leaves the waiting room, cancels an accepted request, or ends the chat. */
  async finish(): Promise<void> {
    const { screen } = this;
    const keptChat = this.tab.kept;
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
    if ((done || gone) && this.screen.is !== 'ended' && screen.is !== 'ended')
      this.over(done ? over : missedEnd(this.tab.kept));
  }

  /** Whether "Wieder anstellen" is possible: a page that was away does not know any more for what. */
  readonly canRejoin = $derived(this.screen.is === 'ended' && mayRejoin(this.screen.how) && this.past !== null);

  /** "Wieder anstellen": asks again for the same topic, under the consent given in this tab, with what was written. */
  async rejoin(): Promise<void> {
    const { past } = this;
    if (this.screen.is !== 'ended' || !mayRejoin(this.screen.how) || past === null || this.busy) return;
    await this.askFor({ slug: past.centre, name: past.name }, past.topic, 'ended');
  }

  /** "Seite sofort verlassen": empties the page first, waits for nothing. */
  leaveNow(): void {
    const keptChat = this.tab.kept;
    const how = this.wayOut();
    this.screen = { is: 'left' };
    if (keptChat !== null) this.givenUp.add(keptChat);
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
    const centre = this.slug;
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

  /** Opens what this tab kept, as soon as the server says that the chat lives. */
  private async reopen(stored: Stored, take: boolean): Promise<void> {
    const returned = await this.tab.reopen(stored, take);
    if (this.screen.is === 'left') return;
    if (returned === 'elsewhere') this.screen = { is: 'elsewhere' };
    if (returned === 'open' && this.tab.kept !== null) this.resume(this.tab.kept);
    if (returned === 'away') {
      this.screen = { is: 'unreachable' };
      // What was taken stays this tab's, unless another one takes it meanwhile: that one is asked for again.
      this.again = this.host.after(LOAD_AGAIN, () => void this.reopen(this.tab.stored() ?? stored, false));
    }
    if (returned === 'gone' && stored.reached === undefined) return this.load();
    if (returned === 'gone') this.screen = { is: 'ended', how: missedEnd(stored) };
  }

  /** Another tab goes on with the chat. */
  private lost(): void {
    this.live?.stop();
    this.again?.();
    this.asking.cancel();
    this.screen = { is: 'elsewhere' };
    this.keepUnsent();
  }

  /** Takes the conversation away; what was written in it and nobody has received stays in sight. */
  private keepUnsent(): void {
    const [{ conversation }, on] = [this, this.screen.is];
    this.conversation = null;
    void conversation?.end().then((text) => {
      if (this.screen.is === on) this.unsent = text;
    });
  }

  private resume(kept: KeptChat): void {
    // What this tab had not sent when it lost the chat lies in what it kept.
    [this.centre, this.slug, this.topic, this.unsent] = [kept.name, kept.centre, kept.topic, ''];
    if (kept.chat !== null) return this.follow(kept);
    void this.request(kept).then(() => {
      if (this.tab.kept === null && this.screen.is !== 'left' && this.screen.is !== 'elsewhere') return this.load();
    });
  }

  /** Begins a chat and asks for it, while the screen stays. */
  private async askFor(centre: { slug: string; name: string }, topic: string, on: Screen['is']): Promise<void> {
    await this.ask(() => this.tab.begin(centre, topic, () => this.screen.is === on));
    if (this.screen.is === on && this.tab.kept !== null) await this.request(this.tab.kept);
  }

  private async request(kept: KeptChat): Promise<void> {
    const body = this.tab.request(kept);
    const done = await this.ask(async () => {
      kept.chat = (await this.host.requestChat(body)).chat;
    });
    if (this.tab.kept !== kept) return this.givenUp.has(kept) ? this.takeBack(kept) : undefined;
    if (done) {
      kept.reached ??= 'waiting';
      this.follow(kept);
      // A page that goes before this is kept asks again and gets the same answer.
      return this.tab.saveSecrets();
    }
    if (this.trouble === 'offline' || this.trouble === 'unavailable') {
      if (this.screen.is === 'loading') this.again = this.host.after(LOAD_AGAIN, () => void this.resume(kept));
      return;
    }
    this.tab.forget();
    if (this.screen.is === 'consent') this.screen = { ...this.screen, is: 'topic' };
  }

  /** Withdraws a request. Where the server's answer never came, it vanishes by itself. */
  private takeBack(kept: KeptChat): void {
    if (kept.chat === null) return;
    this.host.transitionWhileLeaving(kept.token, kept.chat, 'withdraw', { command: freshId(this.host) });
  }

  private follow(kept: KeptChat): void {
    const chat = kept.chat ?? '';
    this.host.clearAddress();
    this.listen({ is: 'seeker', token: kept.token });
    const send: Live['send'] = (frame, answered) => this.live?.send(frame, answered) ?? false;
    this.conversation = new Conversation(this.host, kept, chat, send, () => this.tab.save());
    if (this.unsent !== '') this.conversation.keepDraft(this.unsent);
    [this.unsent, this.past] = ['', null];
  }

  private listen(who: ConstructorParameters<typeof Live>[1]): void {
    this.live?.stop();
    this.live = new Live(this.host, who, {
      state: (state) => {
        this.connection = state;
        if (state !== 'connected') this.conversation?.disconnected();
      },
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
    const topic = page.topics.find((each) => each.topic.slug === this.topic);
    if (this.topic === null) this.screen = { is: 'centre', page };
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
    this.asking.trouble = null;
  }

  private dismissed(why: 'signed_out' | 'bad_hello'): void {
    if (why === 'bad_hello') this.screen = { is: 'outdated' };
    else if (this.tab.kept !== null) this.over(missedEnd(this.tab.kept));
    else {
      this.screen = { is: 'unreachable' };
      this.again = this.host.after(LOAD_AGAIN, () => void this.load());
    }
  }

  /** Keeps how far the chat is, for a page that is away when it ends. */
  private remember(state: Exclude<SeekerStateView, { state: 'ended' }>): void {
    if (this.tab.kept === null || this.tab.kept.reached === state.state) return;
    this.tab.kept.reached = state.state;
    this.tab.save();
  }

  private over(how: Over): void {
    this.screen = { is: 'ended', how };
    this.past = this.tab.kept;
    this.erase();
    // Leaving the waiting room says that what was written goes as well.
    if (how === 'withdrawn') this.conversation?.erase();
    this.keepUnsent();
  }

  private erase(): void {
    this.tab.forget();
    this.asking.trouble = null;
    this.again?.();
    this.live?.stop();
  }

  /** Runs a request and returns whether it succeeded. */
  private async ask(act: () => Promise<unknown>): Promise<boolean> {
    const failed = await this.asking.ask(act);
    // No answer came: whether the page is connected is found out, and not only said.
    if (failed === 'offline') this.live?.connectNow();
    return failed === null;
  }
}
