/**
 * What was written and is not acknowledged: kept over a reload, sealed when it is sent first, and sent one after the other
 * under their first ids and in the same bytes, so that the server stores each once and in the order of writing. What is
 * sealed says when that was and what was here: so nothing is sealed without a connection, or before what was missed is here.
 */
import type { Body, Delivery, TranscriptItem } from '../generated/desk';
import type { Answer, ClientFrame, MessageId, Moment } from '../generated/protocol';
import type { SeekerHost } from '../host/seeker';
import type { KeptChat, Sealed, Unsent } from './kept';

const AGAIN_AFTER_SECONDS = 3;

type Shown = { id: MessageId; at: Moment; body: Body; state: Delivery };
/** The server has it, in these bytes, at this place in the transcript. */
type Stored = (unsent: Unsent, body: string, seq: number, at: Moment) => void;
/** Seals a message as it goes out now. */
type Seal = (unsent: Unsent) => Promise<Sealed | null>;
type Send = (frame: ClientFrame, answered: (answer: Answer) => void) => boolean;

export class Outbox {
  private shown = $state.raw<Shown[]>([]);
  private under: MessageId | null = null;
  /** The sealing of the first one is under way. */
  private sealing: Promise<void> | null = null;

  readonly items: TranscriptItem[] = $derived(
    this.shown.map((shown) => ({ is: 'message', mine: true, first_unread: false, ...shown })),
  );

  /** The messages that wait to be sent, or were refused. */
  readonly ids: ReadonlySet<MessageId> = $derived(new Set(this.shown.map(({ id }) => id)));

  constructor(
    private readonly host: SeekerHost,
    private readonly kept: KeptChat,
    private readonly send: Send,
    private readonly save: () => void,
    private readonly ready: () => boolean,
    private readonly seal: Seal,
    private readonly stored: Stored,
  ) {}

  /** Shows what this tab left before a reload; `open` opens it. */
  async restore(open: (unsent: Unsent) => Promise<Body>): Promise<void> {
    const refused = this.kept.refused ?? [];
    const left = [...refused, ...this.kept.outbox];
    const opened = left.map(async (unsent): Promise<Shown> => {
      const state = refused.includes(unsent) ? 'failed' : 'waiting';
      return { id: unsent.id, at: unsent.at, body: await open(unsent), state };
    });
    const earlier = await Promise.all(opened);
    this.shown = [...earlier, ...this.shown.filter((shown) => !left.some((unsent) => unsent.id === shown.id))];
  }

  /** Takes a sealed message; it is kept before it is shown or sent. */
  put(unsent: Unsent, body: Body): void {
    this.kept.outbox = [...this.kept.outbox, unsent];
    this.save();
    this.shown = [...this.shown, { id: unsent.id, at: unsent.at, body, state: 'waiting' }];
    this.next();
  }

  /** The connection is new: what was under way on the last one is sent again. */
  connected(): void {
    this.under = null;
    this.next();
  }

  /** Everything is here that the server has: what waits may be sealed. */
  caughtUp(): void {
    this.next();
  }

  /** The message is in the transcript now. */
  arrived(id: MessageId): void {
    this.shown = this.shown.filter((shown) => shown.id !== id);
    this.count(this.kept.outbox.find((unsent) => unsent.id === id));
    this.acknowledge(id);
  }

  /** Sends a refused message again, as the newest one. */
  retry(id: MessageId): void {
    const unsent = this.forgetRefused(id);
    if (unsent === null) return;
    const again = this.shown.filter((shown) => shown.id === id);
    this.shown = [...this.shown.filter((shown) => shown.id !== id), ...again];
    this.mark(id, 'waiting');
    this.kept.outbox = [...this.kept.outbox, unsent];
    this.save();
    this.next();
  }

  /** Takes a refused message out of the transcript and gives its text. */
  putBack(id: MessageId): string {
    const text = textOf(this.shown.find((shown) => shown.id === id)?.body ?? null);
    if (this.forgetRefused(id) === null) return '';
    this.shown = this.shown.filter((shown) => shown.id !== id);
    this.save();
    return text;
  }

  /** The texts that the server does not have, in the order of writing. */
  unsent(): string[] {
    const open = this.shown.filter(({ state }) => state === 'waiting' || state === 'failed');
    return open.map(({ body }) => textOf(body)).filter((text) => text !== '');
  }

  /** Resolves when what is to be sent has been sealed. */
  async settled(): Promise<void> {
    while (this.sealing !== null) await this.sealing;
  }

  erase(): void {
    this.shown = [];
  }

  private forgetRefused(id: MessageId): Unsent | null {
    const refused = this.kept.refused ?? [];
    this.kept.refused = refused.filter((unsent) => unsent.id !== id);
    return refused.find((unsent) => unsent.id === id) ?? null;
  }

  private next(): void {
    const first = this.kept.outbox[0];
    if (first === undefined || this.under !== null || this.sealing !== null) return;
    const { id, sealed } = first;
    if (sealed === undefined) {
      if (this.ready()) this.sealing = this.sealFirst(first);
      return;
    }
    const { body } = sealed;
    const frame: ClientFrame = { type: 'send', id, chat: this.kept.chat ?? '', audience: 'everyone', body };
    if (this.send(frame, (answer) => this.answered(id, answer))) this.under = id;
  }

  /** Seals what goes out next; it is kept in these bytes before it is sent. */
  private async sealFirst(unsent: Unsent): Promise<void> {
    const sealed = await this.seal(unsent).finally(() => (this.sealing = null));
    if (sealed === null) {
      // What it said is lost with the tab's storage; nothing behind it waits for it.
      this.kept.outbox = this.kept.outbox.filter(({ id }) => id !== unsent.id);
      this.mark(unsent.id, 'failed');
    } else if (this.ready()) {
      unsent.sealed = sealed;
    } else {
      // The connection broke meanwhile: these bytes went nowhere, and are made anew for the next one.
      return;
    }
    this.save();
    this.next();
  }

  /** The server has it: its place in this tab's chain is taken, whatever rows the server gives later. */
  private count(unsent: Unsent | undefined): void {
    const { sealed } = unsent ?? {};
    if (sealed === undefined || sealed.tab !== this.kept.tab) return;
    this.kept.counted = Math.max(this.kept.counted ?? 0, sealed.count);
    this.kept.seen = sealed.seen;
  }

  private answered(id: MessageId, answer: Answer): void {
    if (answer.is === 'refused') {
      const { code, retry_after } = answer.problem;
      if (code === 'unavailable' || code === 'too_many_tries') return this.later(retry_after ?? AGAIN_AFTER_SECONDS);
      this.mark(id, 'failed');
      const unsent = this.kept.outbox.find((unsent) => unsent.id === id);
      // Its place in the chain is the next one's.
      delete unsent?.sealed;
      if (unsent !== undefined) this.kept.refused = [...(this.kept.refused ?? []), unsent];
    } else if (answer.is === 'stored') {
      this.mark(id, 'stored');
      const unsent = this.kept.outbox.find((unsent) => unsent.id === id);
      if (unsent?.sealed !== undefined) {
        this.count(unsent);
        this.stored(unsent, unsent.sealed.body, answer.seq, answer.at);
      }
    }
    this.acknowledge(id);
  }

  private later(seconds: number): void {
    this.host.after(seconds * 1_000, () => this.connected());
  }

  private acknowledge(id: MessageId): void {
    if (this.kept.outbox.some((unsent) => unsent.id === id)) {
      this.kept.outbox = this.kept.outbox.filter((unsent) => unsent.id !== id);
      this.save();
    }
    if (this.under === id) this.under = null;
    this.next();
  }

  private mark(id: MessageId, state: Delivery): void {
    this.shown = this.shown.map((shown) => (shown.id === id ? { ...shown, state } : shown));
  }
}

function textOf(body: Body | null): string {
  return body?.is === 'text' || body?.is === 'files' ? body.text : '';
}
