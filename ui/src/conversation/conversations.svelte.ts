/**
 * The chats of a window: the newest transcript of each, what stands in the composers, and where each was read. What is
 * sent, kept or asked for goes to the program; the result shows in the next view.
 */
import { MediaQuery, SvelteMap } from 'svelte/reactivity';
import type { ChatCard, DeskScreen, TranscriptView } from '../generated/desk';
import type { ChatId } from '../generated/protocol';
import type { Commands } from '../host/commands.svelte';
import type { CounsellorHost, ScrollAnchor } from '../host/counsellor';
import { wellFormed } from '../seal/bytes';
import { firstMessage, follow, precede } from './items';
import { Files } from './files.svelte';
import { Latest } from './latest';

/** The signal that the counsellor is typing is sent at most this often, in milliseconds. */
const TYPING_EVERY = 3_000;

/** The window is wide enough for the facts beside a chat. */
export const ROOM_FOR_FACTS = new MediaQuery('min-width: 80rem');

/** What a desk says of its chats. */
export type ChatsView = Pick<DeskScreen, 'chats' | 'tabs' | 'front' | 'detached' | 'revealed'>;

export class Conversations {
  private view = $state.raw<ChatsView | null>(null);
  /** The chat whose composer gets the cursor, because it was opened to write in it. */
  writesIn = $state<ChatId | null>(null);
  /** In a narrow window: the list lies over the work. */
  listOver = $state(false);

  /** Whether the facts about the chat are shown; null until that is chosen: where there is room for them. */
  factsShown = $state<boolean | null>(null);

  /** The chat this window works on: its own one, or the tab in front. */
  readonly front: ChatCard | null = $derived(
    this.view?.chats.find((card) => card.id === (this.host.window ?? this.view?.front)) ?? null,
  );

  private readonly transcripts = new SvelteMap<ChatId, TranscriptView>();
  /** What stands in the composers, where it is newer than the program's draft. */
  private readonly texts = new SvelteMap<ChatId, string>();
  private readonly anchors = new SvelteMap<ChatId, ScrollAnchor | null>();
  private readonly drafts = new Latest<string>((chat, text) =>
    this.commands.run(this.host.saveDraft(chat, wellFormed(text))),
  );
  private readonly scrolling = new Latest<ScrollAnchor | null>((chat, anchor) =>
    // Where it fails, the chat opens at its end.
    this.host.keepScrollAnchor(chat, anchor).catch(() => undefined),
  );
  private readonly asked = new Set<ChatId>();
  private typingSent = 0;

  readonly files: Files;

  /** `subscribed` resolves once newer transcripts reach this window by themselves. */
  constructor(
    readonly commands: Commands,
    private readonly subscribed: Promise<void>,
  ) {
    this.files = new Files(commands.host);
  }

  get host(): CounsellorHost {
    return this.commands.host;
  }

  /** Takes what the desk says of its chats; null when there is no desk. */
  follow(view: ChatsView | null): void {
    const before = this.view;
    this.view = view;
    if (view === null) return this.forget(() => true);
    const { revealed, front } = view;
    if (revealed !== null && revealed.times !== before?.revealed?.times && revealed.chat === this.front?.id) {
      this.writesIn = revealed.chat;
    }
    const there = new Set(view.chats.map((card) => card.id));
    this.forget((chat) => !there.has(chat));
    this.letGo(new Set(this.host.window === null ? view.detached : []));
    if (front !== before?.front) this.listOver = false;
  }

  /** Opens a chat in front, to write in it. */
  async open(chat: ChatId): Promise<void> {
    this.writesIn = chat;
    await this.bring(chat);
  }

  /** Opens a chat in front and leaves the cursor where it is. */
  async show(chat: ChatId): Promise<void> {
    this.writesIn = null;
    await this.bring(chat);
  }

  /** The cursor is in its composer. */
  reached(chat: ChatId): void {
    if (this.writesIn === chat) this.writesIn = null;
  }

  /** Gives the chat a window of its own, or puts it back among the tabs. */
  async move(chat: ChatId): Promise<void> {
    await this.commands.run(this.host.window === null ? this.host.detachChat(chat) : this.host.attachChat(chat));
  }

  /** The transcript of a chat; null until it is loaded. */
  transcript(chat: ChatId): TranscriptView | null {
    return this.transcripts.get(chat) ?? null;
  }

  /** Asks for a transcript once; newer ones follow by themselves, so not before this window is subscribed to them. */
  async load(chat: ChatId): Promise<void> {
    if (this.asked.has(chat)) return;
    this.asked.add(chat);
    await this.subscribed;
    try {
      const [view, anchor] = await Promise.all([this.host.transcript(chat, null), this.host.scrollAnchor(chat)]);
      this.anchors.set(chat, anchor);
      this.takeTranscript(view);
    } catch {
      this.asked.delete(chat);
      this.commands.failed = true;
    }
  }

  /** Asks for what lies before the first known message. */
  async loadEarlier(chat: ChatId): Promise<void> {
    const known = this.transcripts.get(chat);
    const before = known === undefined ? null : firstMessage(known);
    if (before === null) return;
    try {
      const older = await this.host.transcript(chat, before);
      const now = this.transcripts.get(chat);
      if (now !== undefined) this.transcripts.set(chat, precede(now, older));
    } catch {
      this.commands.failed = true;
    }
  }

  /** Takes a transcript, unless another window shows the chat or a newer one is known. */
  takeTranscript(view: TranscriptView): void {
    if (!this.has(view.chat)) return;
    const known = this.transcripts.get(view.chat);
    if (known !== undefined && view.revision <= known.revision) return;
    this.transcripts.set(view.chat, follow(known, view));
  }

  /** The text in a chat's composer. */
  text(chat: ChatId): string {
    return this.texts.get(chat) ?? this.transcripts.get(chat)?.draft ?? '';
  }

  /** Where a chat was read, null at its end; undefined until that is known. */
  scrollAnchor(chat: ChatId): ScrollAnchor | null | undefined {
    return this.anchors.get(chat);
  }

  keepScrollAnchor(chat: ChatId, anchor: ScrollAnchor | null): void {
    this.anchors.set(chat, anchor);
    void this.scrolling.put(chat, anchor);
  }

  /** Takes every key in a composer. The program has it at once: this window may be closed at any time. */
  write(chat: ChatId, text: string): void {
    this.texts.set(chat, text);
    void this.drafts.put(chat, text);
    if (text.trim() !== '') this.sendTyping(chat);
  }

  /** Sends what stands in the composer; where that fails, it stands there again. */
  async send(chat: ChatId, text: string): Promise<void> {
    this.drafts.drop(chat);
    this.texts.set(chat, '');
    const sent = await this.commands.run(this.host.sendMessage(chat, wellFormed(text)));
    if (!sent && this.text(chat) === '') this.texts.set(chat, text);
    if (sent && this.text(chat) === '') await this.drafts.put(chat, '');
  }

  private async bring(chat: ChatId): Promise<void> {
    this.listOver = false;
    await this.commands.run(this.host.openChat(chat));
  }

  private sendTyping(chat: ChatId): void {
    if (this.host.now() - this.typingSent < TYPING_EVERY) return;
    this.typingSent = this.host.now();
    // A failure needs no notice: the signal is only a courtesy.
    this.host.typing(chat).catch(() => undefined);
  }

  /** Forgets the chats that are gone from the desk. */
  private forget(gone: (chat: ChatId) => boolean): void {
    const known = [...this.transcripts.keys(), ...this.texts.keys(), ...this.asked];
    const chats = new Set(known.filter(gone));
    for (const chat of chats) {
      this.drafts.drop(chat);
      this.scrolling.drop(chat);
    }
    this.letGo(chats);
  }

  /** Other windows have these chats now; what is on its way to the program still arrives. */
  private letGo(chats: Set<ChatId>): void {
    for (const chat of chats) {
      this.transcripts.delete(chat);
      this.texts.delete(chat);
      this.anchors.delete(chat);
      this.asked.delete(chat);
    }
  }

  /** Whether this window shows the chat. */
  private has(chat: ChatId): boolean {
    const { window } = this.host;
    return window === null ? !(this.view?.detached.includes(chat) ?? false) : chat === window;
  }
}
