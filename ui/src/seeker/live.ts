/**
 * The page's live connection as a machine: it connects, says hello, detects a dead connection, and reconnects by itself.
 * Waiting times grow from half a second to fifteen, spread so that not all pages reconnect at the same instant.
 */
import {
  LIVE_VERSION,
  type Answer,
  type Bye,
  type ClientFrame,
  type Event,
  type ServerFrame,
  type Who,
  type World,
} from '../generated/protocol';
import type { Cancel, Connection, SeekerHost } from '../host/seeker';

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;
/** A connection that is silent for this long is pinged, in milliseconds. */
const PING_EVERY = 20_000;
/** Without an answer within this time the connection counts as dead, in milliseconds. */
const ANSWER_WITHIN = 10_000;

/** `offline` after a try that failed; `connecting` while the first or a requested one runs. */
export type LiveState = 'connecting' | 'connected' | 'offline';

/** What the owner receives. */
export interface LiveEvents {
  state(state: LiveState): void;
  /** A whole snapshot, at every start and after every gap; `now` is the server's clock. */
  world(world: World, now: number): void;
  event(event: Event): void;
  /** The server dismissed this client; there is no further attempt. */
  dismissed(why: Exclude<Bye, 'moving'>): void;
}

export class Live {
  private connection: Connection | null = null;
  private next = 1;
  private expected = 0;
  private tries = 0;
  private stopped = false;
  private resyncing = false;
  private timers: { retry?: Cancel; ping?: Cancel; answer?: Cancel } = {};
  private readonly waiting = new Map<number, (answer: Answer) => void>();
  private readonly listeners: Cancel[];

  constructor(
    private readonly host: SeekerHost,
    private readonly who: Who,
    private readonly events: LiveEvents,
  ) {
    const now = (): void => this.connectNow();
    this.listeners = [host.onOnline(now), host.onVisibility(() => host.visible() && now())];
    this.connect();
  }

  /** Connects at once, or pings an open connection. */
  connectNow(): void {
    if (this.stopped) return;
    if (this.connection !== null) return this.expected === 0 ? undefined : this.ping();
    this.tries = 0;
    this.connect();
  }

  /** Sends a frame when the connection is open; `answered` is not called when it breaks before the answer. */
  send(frame: ClientFrame, answered: (answer: Answer) => void = () => undefined): boolean {
    if (this.connection === null || this.expected === 0) return false;
    this.transmit(frame, answered);
    return true;
  }

  /** Ends it for good. */
  stop(): void {
    this.stopped = true;
    for (const cancel of this.listeners) cancel();
    this.drop();
  }

  private connect(): void {
    this.drop();
    this.events.state(this.tries === 0 ? 'connecting' : 'offline');
    let mine: Connection | null = null;
    const current = (): boolean => mine !== null && this.connection === mine;
    mine = this.host.connect({
      opened: () => current() && this.opened(),
      frame: (frame) => current() && this.received(frame),
      closed: () => current() && this.lost(),
    });
    this.connection = mine;
    this.timers.answer = this.host.after(ANSWER_WITHIN, () => this.lost());
  }

  private opened(): void {
    this.transmit({ type: 'hello', version: LIVE_VERSION, who: this.who }, (answer) => {
      if (answer.is === 'refused' && answer.problem.code === 'wrong_version') this.dismissed('bad_hello');
    });
  }

  private received(frame: ServerFrame): void {
    this.timers.answer?.();
    this.schedulePing();
    switch (frame.type) {
      case 'answer': {
        const answered = this.waiting.get(frame.r);
        this.waiting.delete(frame.r);
        return answered?.(frame.answer);
      }
      case 'snapshot':
        [this.expected, this.tries, this.resyncing] = [1, 0, false];
        this.events.state('connected');
        return this.events.world(frame.world, frame.now);
      case 'event':
        return this.receivedEvent(frame.n, frame.event);
      case 'bye':
        return frame.why === 'moving' ? this.lost() : this.dismissed(frame.why);
    }
  }

  private receivedEvent(n: number, event: Event): void {
    if (this.resyncing || this.expected === 0 || n < this.expected) return;
    if (n > this.expected) {
      this.resyncing = true;
      this.transmit({ type: 'resync' }, () => undefined);
      return;
    }
    this.expected += 1;
    this.events.event(event);
  }

  private transmit(frame: ClientFrame, answered: (answer: Answer) => void): void {
    const r = this.next;
    this.next += 1;
    this.waiting.set(r, answered);
    this.connection?.send({ r, ...frame });
  }

  private schedulePing(): void {
    this.timers.ping?.();
    this.timers.ping = this.host.after(PING_EVERY, () => (this.expected === 0 ? this.lost() : this.ping()));
  }

  private ping(): void {
    this.timers.answer?.();
    this.transmit({ type: 'ping' }, () => undefined);
    this.timers.answer = this.host.after(ANSWER_WITHIN, () => this.lost());
  }

  private lost(): void {
    this.drop();
    if (this.stopped) return;
    this.events.state('offline');
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(this.tries, 10));
    this.tries += 1;
    const spread = 0.5 + (this.host.random(1)[0] ?? 0) / 510;
    this.timers.retry = this.host.after(wait * spread, () => this.connect());
  }

  private dismissed(why: Exclude<Bye, 'moving'>): void {
    this.stop();
    this.events.dismissed(why);
  }

  private drop(): void {
    for (const cancel of Object.values(this.timers)) cancel?.();
    this.timers = {};
    this.waiting.clear();
    this.expected = 0;
    this.resyncing = false;
    const connection = this.connection;
    this.connection = null;
    connection?.close();
  }
}
