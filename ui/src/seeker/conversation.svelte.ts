/** The conversation inside one chat: opens what arrives, seals what is written, and sends it exactly once over any
 * number of connections. */
import { FileFailed, type FileAccess } from '../conversation/files';
import type { Delivery, TranscriptItem, FileItem } from '../generated/desk';
import type { Answer, ClientFrame, Event, Marks, MessageView, Moment, SeekerChatView } from '../generated/protocol';
import { RequestFailed, type Cancel, type SeekerHost } from '../host/seeker';
import { wellFormed, type Bytes } from '../seal/bytes';
import type { Content } from '../seal/content';
import { fits, mediaOf, openFile } from '../seal/file';
import { Attachments } from './attachments.svelte';
import { freshId, type KeptChat, type Unsent } from './kept';
import { Outbox } from './outbox.svelte';
import { Received, bodyOf, saysSomething, type Row } from './received.svelte';
import { Sealing } from './sealing';

/** "schreibt …" stays this long after the last typing signal, in milliseconds. */
const TYPING_SHOWN = 6_000;
/** The typing signal is sent at most this often, in milliseconds. */
const TYPING_EVERY = 3_000;
const FETCH_AGAIN = 3_000;
const NOTHING: Marks = { delivered: 0, read: 0 };

type Send = (frame: ClientFrame, answered?: (answer: Answer) => void) => boolean;

export class Conversation {
  private theirMarks = $state.raw<Marks>(NOTHING);
  /** The counsellor is writing now. */
  typing = $state(false);
  /** The text in the composer. */
  draft = $state('');
  /** Counts messages of the other side, so that a screen reader announces each. */
  arrived = $state(0);

  /** Files that go with it. */
  readonly attachments: Attachments;
  /** How files are read. */
  readonly access: FileAccess = {
    read: (message, file) => this.readFile(message, file),
    save: async (message, file) => {
      const bytes = await this.readFile(message, file);
      this.host.saveFile(file.name, mediaOf(file) ?? 'application/octet-stream', bytes);
      return file.name;
    },
  };

  private readonly sealing: Sealing;
  private readonly outbox: Outbox;
  private readonly stored: Received;
  /** Everything in the order all readers share; what is not stored yet comes last. */
  readonly items: TranscriptItem[] = $derived.by(() => [
    ...this.stored.items((row) => this.delivery(row), this.outbox.ids),
    ...this.outbox.items,
  ]);

  private sentMarks: Marks = NOTHING;
  private typingSent = 0;
  private typingGoes: Cancel | null = null;
  private fetching = false;
  private online = false;
  /** The number of the newest message that the server has, as far as it said. */
  private newest = 0;
  /** The chat is over; only what was not sent is still here. */
  private ended = false;
  private closed = false;
  private turn: Promise<void> = Promise.resolve();
  private readonly restored: Promise<void>;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly host: SeekerHost,
    private readonly kept: KeptChat,
    private readonly chat: string,
    private readonly send: Send,
    private readonly save: () => void,
  ) {
    this.sealing = new Sealing(host, kept, chat);
    this.stored = new Received(this.sealing.keys, chat, kept.tab, kept.earlier);
    this.attachments = new Attachments(host, kept, this.sealing, save);
    this.outbox = new Outbox(
      host,
      kept,
      send,
      save,
      () => this.online && !this.ended && !this.closed && this.stored.seq >= this.newest,
      (unsent) => this.sealing.seal(unsent, this.stored.endOfChain(kept.seen ?? null)),
      (unsent, body, seq, at) => this.acknowledged(unsent.id, body, seq, at),
    );
    this.restored = this.inTurn(() => this.restore());
  }

  /** The marks of the other side. */
  marks(counsellor: Marks): void {
    this.theirMarks = {
      delivered: Math.max(counsellor.delivered, this.theirMarks.delivered),
      read: Math.max(counsellor.read, this.theirMarks.read),
    };
  }

  /** A connection is open: fetches what was missed and sends what was not acknowledged. */
  connected(view: SeekerChatView): void {
    this.marks(view.counsellor_marks);
    this.sentMarks = NOTHING;
    [this.online, this.newest] = [true, view.last_seq];
    this.outbox.connected();
    void this.inTurn(() => this.catchUp());
  }

  /** No connection is open: what is written waits. */
  disconnected(): void {
    this.online = false;
  }

  /** There are messages up to this number; those that no event has brought are fetched. */
  reached(seq: number): void {
    this.newest = Math.max(this.newest, seq);
    void this.inTurn(() => this.catchUp());
  }

  /** Takes an event of this chat. */
  received(event: Event): void {
    if (event.is === 'marks_changed') this.marks(event.counsellor);
    if (event.is === 'typing' && event.by.is === 'counsellor') this.showTyping();
    if (event.is === 'message_stored') {
      void this.inTurn(async () => {
        await this.comes(event.message);
        this.advanced();
      });
    }
  }

  /** Seals a text with the files that are attached, keeps it, and sends it as soon as a connection is open. */
  write(typed: string): Promise<void> {
    const text = wellFormed(typed);
    const before = this.writing.catch(() => undefined);
    const attached = this.attachments.take();
    this.writing = before.then(async () => {
      const [id, at] = [attached?.message ?? freshId(this.host), this.host.now()];
      const content: Content = attached === null ? { is: 'text', text } : { is: 'files', text, files: attached.files };
      const unsent = await this.sealing.keepContent(id, at, content);
      if (this.closed) return;
      this.outbox.put(unsent, bodyOf(content));
      await this.outbox.settled();
    });
    return this.writing;
  }

  /** Keeps what stands in the composer, sealed. */
  keepDraft(text: string): void {
    this.draft = text;
    void this.inTurn(async () => {
      if (text !== this.draft) return;
      this.kept.draft = text === '' ? null : await this.sealedDraft(text);
      this.save();
    });
  }

  /** Sends a message again that the server refused. */
  retry(message: string): void {
    this.outbox.retry(message);
  }

  /** Puts the text of a refused message back into the composer, before what stands there. */
  putBack(message: string): void {
    const text = this.outbox.putBack(message);
    if (text !== '') this.keepDraft([text, this.draft].filter((part) => part !== '').join('\n\n'));
  }

  /** Forgets the conversation and gives what was written in it and nobody has received. */
  async end(): Promise<string> {
    this.stored.erase();
    this.ended = true;
    await Promise.allSettled([this.restored, this.writing]);
    const texts = [...this.outbox.unsent(), this.draft.trim()];
    this.erase();
    return texts.filter((text) => text !== '').join('\n\n');
  }

  /** Sends the typing signal. */
  sendTyping(): void {
    if (this.host.now() - this.typingSent < TYPING_EVERY) return;
    this.typingSent = this.host.now();
    this.send({ type: 'typing', chat: this.chat, audience: 'everyone' });
  }

  /** Sends the marks of this page; `read` advances only while it is visible. */
  mark(): void {
    const read = this.host.visible() ? this.stored.seq : this.sentMarks.read;
    if (this.closed || (this.stored.seq <= this.sentMarks.delivered && read <= this.sentMarks.read)) return;
    const marks: Marks = { delivered: this.stored.seq, read };
    if (this.send({ type: 'mark', chat: this.chat, ...marks })) this.sentMarks = marks;
  }

  /** Forgets everything that was written. */
  erase(): void {
    this.closed = true;
    this.typingGoes?.();
    this.stored.erase();
    this.outbox.erase();
    this.attachments.erase();
    this.draft = '';
    this.typing = false;
  }

  /** Resolves when everything that arrived so far has been worked on. */
  async settled(): Promise<void> {
    await this.turn;
    await this.outbox.settled();
    await this.attachments.settled();
  }

  private inTurn(act: () => Promise<void>): Promise<void> {
    // An earlier failure was reported to its own caller and must not stop what follows.
    const before = this.turn.catch(() => undefined);
    this.turn = before.then(() => (this.closed ? undefined : act()));
    return this.turn;
  }

  /** The answer to an own message is all that its sender receives: the event goes to the other connections only. */
  private acknowledged(id: string, body: string, seq: number, at: Moment): void {
    const sender = { is: 'seeker' } as const;
    void this.inTurn(async () => {
      const missed = seq > this.stored.seq + 1;
      await this.comes({ id, chat: this.chat, seq, at, sender, audience: 'everyone', body });
      if (missed) this.mark();
    });
  }

  /** Takes a message in its place, and fetches what is missing before it. */
  private async comes(message: MessageView): Promise<void> {
    if (message.seq === this.stored.seq + 1) await this.take([message]);
    else if (message.seq > this.stored.seq) await this.fetchMissed();
  }

  private async restore(): Promise<void> {
    await this.outbox.restore(async (unsent) => bodyOf(await this.sealing.keptContent(unsent)));
    await this.attachments.restore();
    const { draft } = this.kept;
    if (draft === null || this.draft !== '') return;
    const text = await this.sealing.keptText(`draft ${draft.id}`, draft.body);
    if (text !== null && this.draft === '') this.draft = text;
  }

  private async catchUp(): Promise<void> {
    if (this.newest > this.stored.seq) await this.fetchMissed();
    this.advanced();
  }

  /** Tells how far the page is now, and seals what waited for it to be there. */
  private advanced(): void {
    this.mark();
    this.outbox.caughtUp();
  }

  private async fetchMissed(): Promise<void> {
    if (this.fetching) return;
    this.fetching = true;
    const { newest } = this;
    try {
      for (let more = true; more && !this.closed;) {
        const page = await this.host.messagesAfter(this.kept.token, this.chat, this.stored.seq);
        more = (await this.take(page.messages)) && page.more;
      }
      // A server that does not give what it named keeps nobody from writing.
      if (this.newest === newest) this.newest = Math.min(newest, this.stored.seq);
    } catch (failed) {
      if (!(failed instanceof RequestFailed)) {
        this.fetchLater(null);
        throw failed;
      }
      const later = failed.code === 'offline' || failed.code === 'unavailable' || failed.code === 'too_many_tries';
      if (later) this.fetchLater(failed.retryAfter);
    } finally {
      this.fetching = false;
    }
  }

  private fetchLater(seconds: number | null): void {
    this.host.after(seconds === null ? FETCH_AGAIN : seconds * 1_000, () => {
      void this.inTurn(async () => {
        await this.fetchMissed();
        this.advanced();
      });
    });
  }

  /** Takes what is new of these messages; false when nothing is. */
  private async take(messages: MessageView[]): Promise<boolean> {
    const rows = await this.stored.take(messages);
    if (this.closed || this.ended) this.stored.erase();
    if (this.closed || this.ended || rows.length === 0) return false;
    for (const row of rows) if (this.stored.isOwn(row)) this.outbox.arrived(row.id);
    const theirs = rows.filter((row) => !row.mine && saysSomething(row)).length;
    if (theirs > 0) [this.typing, this.arrived] = [false, this.arrived + theirs];
    return true;
  }

  /** Fetches a file, opens it, and checks it as its sender should have. */
  private async readFile(message: string, file: FileItem): Promise<Bytes> {
    const sealed = await this.host.file(this.kept.token, this.chat, file.id).catch((failed: unknown) => {
      const gone = failed instanceof RequestFailed && failed.code === 'not_found';
      throw new FileFailed(gone ? 'gone' : 'away');
    });
    const context = this.stored.contextOf(message) ?? this.sealing.context(message);
    const bytes = await openFile(await this.sealing.keys, context, file.id, sealed).catch(() => null);
    if (bytes === null || fits(file, bytes) !== null) throw new FileFailed('damaged');
    return bytes;
  }

  private delivery(message: Row): Delivery {
    if (!message.mine || message.seq <= this.theirMarks.read) return 'read';
    return message.seq <= this.theirMarks.delivered ? 'delivered' : 'stored';
  }

  private showTyping(): void {
    this.typing = true;
    this.typingGoes?.();
    this.typingGoes = this.host.after(TYPING_SHOWN, () => (this.typing = false));
  }

  private async sealedDraft(text: string): Promise<Unsent> {
    const id = freshId(this.host);
    return { id, at: this.host.now(), body: await this.sealing.keepText(`draft ${id}`, text) };
  }
}
