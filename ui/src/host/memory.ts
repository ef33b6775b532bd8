/**
 * Hosts without a server or a desktop, for tests and for pictures. They decide nothing: a test says what the other
 * side answers, moves the clock, and looks at what was asked.
 */
import type { Choice, DeskView, Place, ReadingPlace, Settings, TranscriptView } from '../generated/desk';
import type {
  BeginChat,
  ChatRequested,
  ChatStep,
  ClientFrame,
  Command,
  Event,
  MessagePage,
  PageView,
  RequestChat,
  ServerFrame,
  World,
} from '../generated/protocol';
import type { Bytes } from '../seal/bytes';
import type { CounsellorHost } from './counsellor';
import { RequestFailed, type Cancel, type Line, type LineEvents, type SeekerHost, type SeekerStep } from './seeker';

type Timer = { due: number; act: () => void };

/** A line whose far end the test holds. */
export class MemoryLine implements Line {
  readonly sent: ({ r: number } & ClientFrame)[] = [];
  open = true;
  private events = 0;

  constructor(private readonly to: LineEvents) {}

  send(frame: { r: number } & ClientFrame): void {
    this.sent.push(frame);
  }

  close(): void {
    this.open = false;
  }

  /** The network is cut. */
  cut(): void {
    this.open = false;
    this.to.closed();
  }

  opened(): void {
    this.to.opened();
  }

  push(frame: ServerFrame): void {
    this.to.frame(frame);
  }

  snapshot(now: number, world: World): void {
    this.events = 0;
    this.push({ type: 'snapshot', now, world });
  }

  event(event: Event): void {
    this.events += 1;
    this.push({ type: 'event', n: this.events, event });
  }

  /** Events that got lost on the way. */
  lose(count: number): void {
    this.events += count;
  }

  /** The frames of one kind, in order. */
  of<T extends ClientFrame['type']>(type: T): ({ r: number } & ClientFrame & { type: T })[] {
    return this.sent.filter((frame): frame is { r: number } & ClientFrame & { type: T } => frame.type === type);
  }
}

type Asked =
  | { what: 'request'; body: RequestChat }
  | { what: 'begin'; token: string; chat: string; body: BeginChat }
  | { what: SeekerStep; token: string; chat: string; body: Command }
  | { what: 'on the way out'; step: SeekerStep; token: string; chat: string; body: Command };

/** The seeker's host. What the server would answer is set from outside. */
export class MemorySeekerHost implements SeekerHost {
  secure = true;
  languages: readonly string[] = ['de'];
  time = 1_795_000_000_000;
  storage: string | null = null;
  shown = true;
  neutral = false;
  readonly lines: MemoryLine[] = [];
  readonly asked: Asked[] = [];
  pageView: PageView | null = null;
  requested: ChatRequested = { chat: '01930000-0000-7000-8000-0000000000c1', number: 1 };
  messages: MessagePage['messages'] = [];
  /** After which message each fetch began. */
  readonly fetched: number[] = [];
  /** The next requests fail with these, in order. */
  readonly failures: Error[] = [];
  private held: Promise<void> | null = null;
  private refusals = 0;
  private timers: Timer[] = [];
  private readonly visibility = new Set<() => void>();
  private readonly online = new Set<() => void>();

  constructor(readonly address: { centre: string; topic: string | null } = { centre: 'demo', topic: 'sucht' }) {}

  now(): number {
    return this.time;
  }

  random(bytes: number): Bytes {
    return crypto.getRandomValues(new Uint8Array(bytes));
  }

  after(milliseconds: number, act: () => void): Cancel {
    const timer = { due: this.time + milliseconds, act };
    this.timers.push(timer);
    return () => (this.timers = this.timers.filter((other) => other !== timer));
  }

  /** Moves the clock and runs what falls due, in order. */
  advance(milliseconds: number): void {
    const until = this.time + milliseconds;
    for (;;) {
      const next = this.timers.filter((timer) => timer.due <= until).sort((a, b) => a.due - b.due)[0];
      if (next === undefined) break;
      this.timers = this.timers.filter((timer) => timer !== next);
      this.time = Math.max(this.time, next.due);
      next.act();
    }
    this.time = until;
  }

  connect(events: LineEvents): Line {
    const line = new MemoryLine(events);
    this.lines.push(line);
    return line;
  }

  /** The newest line. */
  get line(): MemoryLine {
    const line = this.lines[this.lines.length - 1];
    if (line === undefined) throw new Error('no line yet');
    return line;
  }

  async page(): Promise<PageView> {
    return this.answer(() => {
      if (this.pageView === null) throw new RequestFailed('not_found');
      return this.pageView;
    });
  }

  async requestChat(body: RequestChat): Promise<ChatRequested> {
    this.asked.push({ what: 'request', body });
    return this.answer(() => this.requested);
  }

  async beginChat(token: string, chat: string, body: BeginChat): Promise<ChatStep> {
    this.asked.push({ what: 'begin', token, chat, body });
    return this.answer(() => ({ chat, revision: 1 }));
  }

  async step(token: string, chat: string, what: SeekerStep, body: Command): Promise<ChatStep> {
    this.asked.push({ what, token, chat, body });
    return this.answer(() => ({ chat, revision: 1 }));
  }

  async messagesAfter(_token: string, _chat: string, after: number): Promise<MessagePage> {
    this.fetched.push(after);
    return this.answer(() => ({ messages: this.messages.filter(({ seq }) => seq > after), more: false }));
  }

  stepOnTheWayOut(token: string, chat: string, step: SeekerStep, body: Command): void {
    this.asked.push({ what: 'on the way out', step, token, chat, body });
  }

  kept(): string | null {
    return this.storage;
  }

  keep(text: string): void {
    if (this.refusals > 0) {
      this.refusals -= 1;
      throw new DOMException('full', 'QuotaExceededError');
    }
    this.storage = text;
  }

  /** Nothing can be kept for this many times. */
  refuseToKeep(times: number): void {
    this.refusals = times;
  }

  forget(): void {
    this.storage = null;
  }

  visible(): boolean {
    return this.shown;
  }

  /** The tab is brought to the front or put away. */
  show(shown: boolean): void {
    this.shown = shown;
    for (const act of this.visibility) act();
  }

  /** The network is back. */
  comeOnline(): void {
    for (const act of this.online) act();
  }

  onVisibility(act: () => void): Cancel {
    this.visibility.add(act);
    return () => this.visibility.delete(act);
  }

  onOnline(act: () => void): Cancel {
    this.online.add(act);
    return () => this.online.delete(act);
  }

  goToNeutralPage(): void {
    this.neutral = true;
  }

  /** The answer to the next request stays out until the function given here is called. */
  hold(): () => void {
    let release = (): void => undefined;
    this.held = new Promise((resolve) => (release = resolve));
    return () => release();
  }

  private async answer<T>(value: () => T): Promise<T> {
    const { held } = this;
    this.held = null;
    if (held !== null) await held;
    const failure = this.failures.shift();
    if (failure !== undefined) throw failure;
    return value();
  }
}

/** The counsellor's host: shows the views it is given and notes every command. */
export class MemoryCounsellorHost implements CounsellorHost {
  languages: readonly string[] = ['de'];
  window: string | null = null;
  time: number;
  readonly commands: [name: string, ...args: unknown[]][] = [];
  readonly transcripts = new Map<string, TranscriptView>();
  /** Older pages, by the id they lie before. */
  readonly earlier = new Map<string, TranscriptView>();
  readonly places = new Map<string, ReadingPlace>();
  settings: Settings = { language: null, theme: 'system' };
  private deskListeners: ((view: DeskView) => void)[] = [];
  private transcriptListeners: ((view: TranscriptView) => void)[] = [];
  private timers: Timer[] = [];

  constructor(public view: DeskView) {
    this.time = view.now;
  }

  now(): number {
    return this.time;
  }

  after(milliseconds: number, act: () => void): Cancel {
    const timer = { due: this.time + milliseconds, act };
    this.timers.push(timer);
    return () => (this.timers = this.timers.filter((other) => other !== timer));
  }

  advance(milliseconds: number): void {
    this.time += milliseconds;
    const due = this.timers.filter((timer) => timer.due <= this.time);
    this.timers = this.timers.filter((timer) => timer.due > this.time);
    for (const timer of due) timer.act();
  }

  /** The desktop tells of a new view. */
  tell(view: DeskView): void {
    this.view = view;
    for (const listener of this.deskListeners) listener(view);
  }

  tellTranscript(view: TranscriptView): void {
    this.transcripts.set(view.chat, view);
    for (const listener of this.transcriptListeners) listener(view);
  }

  async onDesk(listener: (view: DeskView) => void): Promise<void> {
    this.deskListeners.push(listener);
  }

  async onTranscript(listener: (view: TranscriptView) => void): Promise<void> {
    this.transcriptListeners.push(listener);
  }

  async deskSnapshot(): Promise<DeskView> {
    return this.view;
  }

  async transcript(chat: string, earlierThan: string | null): Promise<TranscriptView> {
    const view = earlierThan === null ? this.transcripts.get(chat) : this.earlier.get(earlierThan);
    if (view === undefined) throw { code: 'not_found' };
    return view;
  }

  signIn = (server: string, name: string, password: string): Promise<void> =>
    this.note('sign_in', server, name, password);
  signOut = (): Promise<void> => this.note('sign_out');
  setAvailability = (on: boolean): Promise<void> => this.note('set_availability', on);
  acceptRequest = (chat: string): Promise<void> => this.note('accept_request', chat);
  openChat = (chat: string): Promise<void> => this.note('open_chat', chat);
  closeTab = (chat: string): Promise<void> => this.note('close_tab', chat);
  detachChat = (chat: string): Promise<void> => this.note('detach_chat', chat);
  attachChat = (chat: string): Promise<void> => this.note('attach_chat', chat);
  readingPlace = async (chat: string): Promise<ReadingPlace | null> => this.places.get(chat) ?? null;
  keepReadingPlace = (chat: string, place: ReadingPlace | null): Promise<void> =>
    this.note('keep_reading_place', chat, place);
  sendMessage = (chat: string, text: string): Promise<void> => this.note('send_message', chat, text);
  saveDraft = (chat: string, text: string): Promise<void> => this.note('save_draft', chat, text);
  typing = (chat: string): Promise<void> => this.note('typing', chat);
  markRead = (chat: string): Promise<void> => this.note('mark_read', chat);
  endChat = (chat: string): Promise<void> => this.note('end_chat', chat);
  answerQuestion = (id: number, choice: Choice): Promise<void> => this.note('answer_question', id, choice);
  dismissNotice = (id: number): Promise<void> => this.note('dismiss_notice', id);
  goTo = (place: Place): Promise<void> => this.note('go_to', place);
  reconnectNow = (): Promise<void> => this.note('reconnect_now');
  quit = (): Promise<void> => this.note('quit');
  getSettings = async (): Promise<Settings> => this.settings;

  async setSettings(settings: Settings): Promise<void> {
    this.settings = settings;
    return this.note('set_settings', settings);
  }

  private async note(name: string, ...args: unknown[]): Promise<void> {
    this.commands.push([name, ...args]);
  }
}
