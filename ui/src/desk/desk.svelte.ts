/**
 * What the window knows: the views the program has told, the newest of each. It decides nothing; every act is a
 * command to the program, and what comes of it shows in the next view.
 */
import { SvelteMap } from 'svelte/reactivity';
import { firstMessage, follow, precede } from '../conversation/entries';
import type {
  ChatCard,
  DeskScreen,
  DeskView,
  Notice,
  NoticeWhat,
  Question,
  ReadingPlace,
  Settings,
  TranscriptView,
} from '../generated/desk';
import type { ChatId } from '../generated/protocol';
import { PLAIN } from '../host/plain';
import type { CounsellorHost } from '../host/counsellor';
import { Files } from '../conversation/files.svelte';
import { Latest } from '../conversation/latest';

/** Whether somebody who has only the own window of this chat before their eyes has to know. */
function concerns(what: NoticeWhat, chat: ChatId): boolean {
  switch (what.is) {
    case 'time_runs_out':
      return what.chat === chat;
    case 'duty_expired':
    case 'duty_restored':
    case 'try_again':
      return true;
    case 'taken':
    case 'request_gone':
    case 'no_longer_waiting':
    case 'no_room':
    case 'not_available':
    case 'cache_rebuilt':
    case 'no_notifications':
    case 'no_keyring':
    case 'wrong_version':
      return false;
  }
}

/** Own writing is told at most this often. */
const TYPING_TOLD = 3_000;

export class Desk {
  view = $state.raw<DeskView | null>(null);
  settings = $state.raw<Settings>(PLAIN);
  /** The program does not answer at all. */
  broken = $state(false);
  /** The last command failed. */
  failed = $state(false);
  /** The chat whose composer is to have the cursor, as somebody has opened it to write. */
  writesIn = $state<ChatId | null>(null);
  /** In a narrow window: the list lies over the work. */
  listOver = $state(false);
  /** The program's clock minus this window's. */
  clockOffset = $state(0);

  readonly screen: DeskScreen | null = $derived(this.view?.screen.is === 'desk' ? this.view.screen : null);
  /** The chat this window works on: its own one, or the tab in front. */
  readonly front: ChatCard | null = $derived(
    this.screen?.chats.find((card) => card.id === (this.host.window ?? this.screen?.front)) ?? null,
  );
  /** The question to be answered in this window. */
  readonly question: Question | null = $derived.by(() =>
    this.view?.question?.window === this.host.window ? this.view.question : null,
  );

  /** What is worth a sentence in this window. */
  readonly notices: Notice[] = $derived(
    (this.view?.notices ?? []).filter(({ what }) => this.host.window === null || concerns(what, this.host.window)),
  );

  private readonly transcripts = new SvelteMap<ChatId, TranscriptView>();
  /** What stands in the composers, where it is newer than the program's draft. */
  private readonly texts = new SvelteMap<ChatId, string>();
  private readonly places = new SvelteMap<ChatId, ReadingPlace | null>();
  private readonly drafts = new Latest<string>((chat, text) => this.run(this.host.saveDraft(chat, text)));
  private readonly reading = new Latest<ReadingPlace | null>((chat, place) =>
    // Where it fails, the chat opens at its end.
    this.host.keepReadingPlace(chat, place).catch(() => undefined),
  );
  private readonly asked = new Set<ChatId>();
  /** From then on newer transcripts come by themselves. */
  private readonly listens: Promise<void>;
  private listening = (): void => undefined;
  private toldTyping = 0;
  /** Choices on their way to the program. */
  private changing = 0;

  readonly files: Files;

  constructor(readonly host: CounsellorHost) {
    this.files = new Files(host);
    this.listens = new Promise((done) => (this.listening = done));
  }

  /** Shows what is true, then listens, and asks once more when it does, so that nothing falls between. */
  async start(): Promise<void> {
    try {
      this.take(await this.host.begin());
      await Promise.all([
        this.host.onDesk((view) => this.take(view)),
        this.host.onTranscript((view) => this.takeTranscript(view)),
      ]);
      this.listening();
      this.take(await this.host.deskSnapshot());
    } catch {
      // A window that hears nothing would show as true what no longer is.
      this.broken = true;
    }
  }

  /** Runs a command; a failure is shown, and resolves to false. */
  async run(command: Promise<void>): Promise<boolean> {
    try {
      await command;
      this.failed = false;
      return true;
    } catch {
      this.failed = true;
      return false;
    }
  }

  /** Shows a choice at once; where it cannot be kept, what holds is shown again. */
  async change(settings: Settings): Promise<void> {
    this.settings = settings;
    this.changing += 1;
    const kept = await this.run(this.host.setSettings(settings));
    this.changing -= 1;
    if (!kept && this.view !== null) this.settings = this.view.settings;
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

  private async bring(chat: ChatId): Promise<void> {
    this.listOver = false;
    await this.run(this.host.openChat(chat));
  }

  /** Gives the chat a window of its own, or puts it back among the tabs. */
  async move(chat: ChatId): Promise<void> {
    await this.run(this.host.window === null ? this.host.detachChat(chat) : this.host.attachChat(chat));
  }

  /** The transcript of a chat, asked for when it is not there yet. */
  transcript(chat: ChatId): TranscriptView | null {
    return this.transcripts.get(chat) ?? null;
  }

  /** Asks for a transcript once; newer ones follow by themselves, so not before this window hears of them. */
  async load(chat: ChatId): Promise<void> {
    if (this.asked.has(chat)) return;
    this.asked.add(chat);
    await this.listens;
    try {
      const [view, place] = await Promise.all([this.host.transcript(chat, null), this.host.readingPlace(chat)]);
      this.places.set(chat, place);
      this.takeTranscript(view);
    } catch {
      this.asked.delete(chat);
      this.failed = true;
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
      this.failed = true;
    }
  }

  /** The text in a chat's composer. */
  text(chat: ChatId): string {
    return this.texts.get(chat) ?? this.transcripts.get(chat)?.draft ?? '';
  }

  /** Where somebody read in a chat, null at its end; undefined as long as that is not known. */
  readingPlace(chat: ChatId): ReadingPlace | null | undefined {
    return this.places.get(chat);
  }

  keepReadingPlace(chat: ChatId, place: ReadingPlace | null): void {
    this.places.set(chat, place);
    void this.reading.put(chat, place);
  }

  /** Somebody types. The program has every key at once: this window may be put away at any time. */
  write(chat: ChatId, text: string): void {
    this.texts.set(chat, text);
    void this.drafts.put(chat, text);
    if (text.trim() !== '') this.tellTyping(chat);
  }

  /** Sends what stands in the composer; where that fails, it stands there again. */
  async send(chat: ChatId, text: string): Promise<void> {
    this.drafts.drop(chat);
    this.texts.set(chat, '');
    const sent = await this.run(this.host.sendMessage(chat, text));
    if (!sent && this.text(chat) === '') this.texts.set(chat, text);
    if (sent && this.text(chat) === '') await this.drafts.put(chat, '');
  }

  private tellTyping(chat: ChatId): void {
    if (this.host.now() - this.toldTyping < TYPING_TOLD) return;
    this.toldTyping = this.host.now();
    // It is only a courtesy: where it fails, nobody needs to know.
    this.host.typing(chat).catch(() => undefined);
  }

  private take(view: DeskView): void {
    if (this.view !== null && view.revision <= this.view.revision) return;
    const before = this.screen;
    const news = JSON.stringify(view.settings) !== JSON.stringify(this.view?.settings);
    // What is being chosen here is newer.
    if (news && this.changing === 0) this.settings = view.settings;
    this.view = view;
    this.clockOffset = view.now - this.host.now();
    if (view.screen.is !== 'desk') return this.forget(() => true);
    const { chats, place, front, detached, revealed } = view.screen;
    if (revealed !== null && revealed.times !== before?.revealed?.times && revealed.chat === this.front?.id) {
      this.writesIn = revealed.chat;
    }
    const there = new Set(chats.map((card) => card.id));
    const moved = new Set(this.host.window === null ? detached : []);
    this.forget((chat) => !there.has(chat));
    this.letGo(moved);
    if (place.is !== before?.place.is || front !== before.front) this.listOver = false;
  }

  /** What is gone from the desk is gone from the window. */
  private forget(gone: (chat: ChatId) => boolean): void {
    const known = [...this.transcripts.keys(), ...this.texts.keys(), ...this.asked];
    const chats = new Set(known.filter(gone));
    for (const chat of chats) {
      this.drafts.drop(chat);
      this.reading.drop(chat);
    }
    this.letGo(chats);
  }

  /** Other windows have these chats now; what is on its way to the program still arrives. */
  private letGo(chats: Set<ChatId>): void {
    for (const chat of chats) {
      this.transcripts.delete(chat);
      this.texts.delete(chat);
      this.places.delete(chat);
      this.asked.delete(chat);
    }
  }

  /** Whether this window shows the chat. */
  private has(chat: ChatId): boolean {
    const { window } = this.host;
    return window === null ? !(this.screen?.detached.includes(chat) ?? false) : chat === window;
  }

  private takeTranscript(view: TranscriptView): void {
    if (!this.has(view.chat)) return;
    const known = this.transcripts.get(view.chat);
    if (known !== undefined && view.revision <= known.revision) return;
    this.transcripts.set(view.chat, follow(known, view));
  }
}
