/**
 * Hosts without a server or a desktop, for tests and for pictures. They decide nothing: a test says what the other
 * side answers, moves the clock, and looks at what was asked.
 */
import type {
  BeginChat,
  ChatRequested,
  ChatRevision,
  ClientFrame,
  Command,
  Event,
  MessagePage,
  PageView,
  RequestChat,
  ServerFrame,
  World,
} from '../generated/protocol';
import { fromText, type Bytes } from '../seal/bytes';
import type { Attention } from './attention';
import {
  RequestFailed,
  type Cancel,
  type Connection,
  type ConnectionEvents,
  type SeekerHost,
  type SeekerTransition,
} from './seeker';

export type Timer = { due: number; act: () => void };

/** A connection whose far end the test controls. */
export class MemoryConnection implements Connection {
  readonly sent: ({ r: number } & ClientFrame)[] = [];
  open = true;
  private events = 0;

  constructor(private readonly to: ConnectionEvents) {}

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

  /** Skips the numbers of events that are lost. */
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
  | { what: SeekerTransition; token: string; chat: string; body: Command }
  | { what: 'while leaving'; transition: SeekerTransition; token: string; chat: string; body: Command };

/** Notes what the page would show, play and keep on. */
export class MemoryAttention implements Attention {
  shown = 0;
  signals = 0;
  mute = false;
  awake = false;
  canStayAwake = true;

  news(count: number): void {
    this.shown = count;
  }

  async armSound(): Promise<boolean> {
    return !this.mute;
  }

  signal(): void {
    this.signals += 1;
  }

  async stayAwake(on: boolean): Promise<boolean> {
    this.awake = on;
    return on;
  }
}

/** The seeker's host. What the server would answer is set from outside. */
export class MemorySeekerHost implements SeekerHost {
  secure = true;
  languages: readonly string[] = ['de'];
  time = 1_795_000_000_000;
  storage: string | null = null;
  shown = true;
  neutral = false;
  readonly attention = new MemoryAttention();
  readonly connections: MemoryConnection[] = [];
  readonly asked: Asked[] = [];
  pageView: PageView | null = null;
  requested: ChatRequested = { chat: '01930000-0000-7000-8000-0000000000c1', number: 1 };
  messages: MessagePage['messages'] = [];
  /** The sealed files that the server has. */
  readonly files = new Map<string, { message: string; sealed: Bytes }>();
  readonly saved: string[] = [];
  /** After which message each fetch began. */
  readonly fetched: number[] = [];
  /** A test's page is a reload, unless it says otherwise. */
  comesBack = true;
  /** The halves of keys that the server holds, by their ids. */
  readonly halves = new Map<string, string>();
  /** How often the address was cleared. */
  cleared = 0;
  /** The next requests fail with these, in order. */
  readonly failures: Error[] = [];
  private held: Promise<void> | null = null;
  private refusals = 0;
  private timers: Timer[] = [];
  /** The names that a page holds, with what is called where it loses one. */
  private readonly locks = new Map<string, () => void>();
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

  connect(events: ConnectionEvents): Connection {
    const connection = new MemoryConnection(events);
    this.connections.push(connection);
    return connection;
  }

  /** The newest connection. */
  get connection(): MemoryConnection {
    const connection = this.connections[this.connections.length - 1];
    if (connection === undefined) throw new Error('no connection yet');
    return connection;
  }

  async page(): Promise<PageView> {
    return this.answer(() => {
      if (this.pageView === null) throw new RequestFailed('not_found');
      return this.pageView;
    });
  }

  async requestChat(body: RequestChat): Promise<ChatRequested> {
    this.asked.push({ what: 'request', body });
    return this.answer(() => {
      this.halves.set(body.tab.id, body.tab.half);
      return this.requested;
    });
  }

  async beginChat(token: string, chat: string, body: BeginChat): Promise<ChatRevision> {
    this.asked.push({ what: 'begin', token, chat, body });
    return this.answer(() => ({ chat, revision: 1 }));
  }

  async transition(token: string, chat: string, what: SeekerTransition, body: Command): Promise<ChatRevision> {
    this.asked.push({ what, token, chat, body });
    return this.answer(() => ({ chat, revision: 1 }));
  }

  async messagesAfter(_token: string, _chat: string, after: number): Promise<MessagePage> {
    this.fetched.push(after);
    return this.answer(() => ({ messages: this.messages.filter(({ seq }) => seq > after), more: false }));
  }

  async sendFile(_token: string, _chat: string, file: string, message: string, sealed: Bytes): Promise<void> {
    return this.answer(() => void this.files.set(file, { message, sealed }));
  }

  async file(_token: string, _chat: string, file: string): Promise<Bytes> {
    return this.answer(() => {
      const found = this.files.get(file);
      if (found === undefined) throw new RequestFailed('not_found');
      return found.sealed;
    });
  }

  async tabHalf(id: string): Promise<Bytes> {
    return this.answer(() => {
      const half = this.halves.get(id);
      if (half === undefined) throw new RequestFailed('not_found');
      return fromText(half);
    });
  }

  /** Exclusive as in a browser: a page that claims again what it holds competes with itself. */
  async claim(name: string, take: boolean, lost: () => void): Promise<boolean> {
    const holder = this.locks.get(name);
    if (holder !== undefined && !take) return false;
    this.locks.set(name, lost);
    holder?.();
    return true;
  }

  release(name: string): void {
    this.locks.delete(name);
  }

  /** The page goes, and with it the names that it holds. */
  pageGoes(): void {
    this.locks.clear();
  }

  clearAddress(): void {
    this.cleared += 1;
  }

  saveFile(name: string): void {
    this.saved.push(name);
  }

  transitionWhileLeaving(token: string, chat: string, transition: SeekerTransition, body: Command): void {
    this.asked.push({ what: 'while leaving', transition, token, chat, body });
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
