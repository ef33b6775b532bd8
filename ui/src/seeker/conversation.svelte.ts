/** The conversation inside one chat: opens what arrives, seals what is written, and sends it exactly once over any
 * number of connections. */
import { FileFailed, type FileAccess } from '../conversation/files';
import type { Body, Delivery, TranscriptItem, FileItem } from '../generated/desk';
import type { Answer, ClientFrame, Event, Marks, MessageView, Moment, SeekerChatView } from '../generated/protocol';
import { RequestFailed, type Cancel, type SeekerHost } from '../host/seeker';
import { fromText, toText, utf8, wellFormed, type Bytes } from '../seal/bytes';
import { fits, isPicture, mediaOf, openFile } from '../seal/file';
import { openBytes, openMessage, sealBytes, sealFiles, sealText, type Opened } from '../seal/message';
import { NONCE_BYTES, importKey, type MessageContext } from '../seal/sealed';
import { Attachments } from './attachments.svelte';
import { freshId, type KeptChat, type Unsent } from './kept';
import { Outbox } from './outbox.svelte';

/** "schreibt …" stays this long after the last typing signal, in milliseconds. */
const TYPING_SHOWN = 6_000;
/** The typing signal is sent at most this often, in milliseconds. */
const TYPING_EVERY = 3_000;
const FETCH_AGAIN = 3_000;
const NOTHING: Marks = { delivered: 0, read: 0 };

type Message = { id: string; seq: number; mine: boolean; at: number; body: TranscriptItem & { is: 'message' } };
type Send = (frame: ClientFrame, answered?: (answer: Answer) => void) => boolean;

export class Conversation {
  private stored = $state.raw<Message[]>([]);
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

  private readonly outbox: Outbox;
  /** Where the messages belong that were opened here; files are bound to them. */
  private readonly contexts = new Map<string, MessageContext>();
  /** Everything in the order all readers share; what is not stored yet comes last. */
  readonly items: TranscriptItem[] = $derived.by(() => [
    ...this.stored.map((message): TranscriptItem => ({ ...message.body, state: this.delivery(message) })),
    ...this.outbox.items,
  ]);

  private seq = 0;
  private sentMarks: Marks = NOTHING;
  private typingSent = 0;
  private typingGoes: Cancel | null = null;
  private fetching = false;
  /** The chat is over; only what was not sent is still here. */
  private ended = false;
  private closed = false;
  private key: Promise<CryptoKey>;
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
    this.key = importKey(fromText(kept.key));
    const context = (message: string): MessageContext => this.context(message);
    this.attachments = new Attachments(host, kept, this.key, context, save);
    this.outbox = new Outbox(host, kept, send, save, (unsent, seq, at) => this.acknowledged(unsent, seq, at));
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
    this.outbox.connected();
    void this.inTurn(async () => {
      if (view.last_seq > this.seq) await this.fetchMissed();
      this.mark();
    });
  }

  /** There are messages up to this number; those that no event has brought are fetched. */
  reached(seq: number): void {
    void this.inTurn(async () => {
      if (seq <= this.seq) return;
      await this.fetchMissed();
      this.mark();
    });
  }

  /** Takes an event of this chat. */
  received(event: Event): void {
    if (event.is === 'marks_changed') this.marks(event.counsellor);
    if (event.is === 'typing' && event.by.is === 'counsellor') this.showTyping();
    if (event.is === 'message_stored') {
      void this.inTurn(async () => {
        await this.comes(event.message);
        this.mark();
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
      const [key, nonce, context] = [await this.key, this.host.random(NONCE_BYTES), this.context(id)];
      const sealed =
        attached === null
          ? await sealText(key, nonce, context, text)
          : await sealFiles(key, nonce, context, text, attached.files);
      const opened: Opened = attached === null ? { is: 'text', text } : { is: 'files', text, files: attached.files };
      if (!this.closed) this.outbox.put({ id, at, body: toText(sealed) }, shownBody(opened));
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
    [this.stored, this.ended] = [[], true];
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
    const read = this.host.visible() ? this.seq : this.sentMarks.read;
    if (this.closed || (this.seq <= this.sentMarks.delivered && read <= this.sentMarks.read)) return;
    const marks: Marks = { delivered: this.seq, read };
    if (this.send({ type: 'mark', chat: this.chat, ...marks })) this.sentMarks = marks;
  }

  /** Forgets everything that was written. */
  erase(): void {
    this.closed = true;
    this.typingGoes?.();
    this.stored = [];
    this.outbox.erase();
    this.attachments.erase();
    this.draft = '';
    this.typing = false;
  }

  /** Resolves when everything that arrived so far has been worked on. */
  settled(): Promise<void> {
    return this.turn;
  }

  private inTurn(act: () => Promise<void>): Promise<void> {
    // An earlier failure was reported to its own caller and must not stop what follows.
    const before = this.turn.catch(() => undefined);
    this.turn = before.then(() => (this.closed ? undefined : act()));
    return this.turn;
  }

  /** The answer to an own message is all that its sender receives: the event goes to the other connections only. */
  private acknowledged({ id, body }: Unsent, seq: number, at: Moment): void {
    const sender = { is: 'seeker' } as const;
    void this.inTurn(async () => {
      const missed = seq > this.seq + 1;
      await this.comes({ id, chat: this.chat, seq, at, sender, audience: 'everyone', body });
      if (missed) this.mark();
    });
  }

  /** Takes a message in its place, and fetches what is missing before it. */
  private async comes(message: MessageView): Promise<void> {
    if (message.seq === this.seq + 1) await this.take([message]);
    else if (message.seq > this.seq) await this.fetchMissed();
  }

  private async restore(): Promise<void> {
    await this.outbox.restore(async ({ id, body }) =>
      shownBody(await this.tryToOpen(openMessage, this.context(id), body)),
    );
    const { draft } = this.kept;
    if (draft === null || this.draft !== '') return;
    const opened = await this.tryToOpen(openBytes, this.context(draft.id), draft.body);
    if (opened !== null && this.draft === '') this.draft = new TextDecoder().decode(opened);
  }

  private async fetchMissed(): Promise<void> {
    if (this.fetching) return;
    this.fetching = true;
    try {
      for (let more = true; more && !this.closed;) {
        const page = await this.host.messagesAfter(this.kept.token, this.chat, this.seq);
        await this.take(page.messages);
        more = page.more && page.messages.length > 0;
      }
    } catch (failed) {
      if (!(failed instanceof RequestFailed)) {
        this.fetchLater(null);
        throw failed;
      }
      if (failed.code === 'offline' || failed.code === 'unavailable') this.fetchLater(failed.retryAfter);
    } finally {
      this.fetching = false;
    }
  }

  private fetchLater(seconds: number | null): void {
    this.host.after(seconds === null ? FETCH_AGAIN : seconds * 1_000, () => {
      void this.inTurn(async () => {
        await this.fetchMissed();
        this.mark();
      });
    });
  }

  private async take(messages: MessageView[]): Promise<void> {
    const fresh = messages.filter((message) => message.seq > this.seq).sort((a, b) => a.seq - b.seq);
    const opened = await Promise.all(fresh.map((message) => this.opened(message)));
    if (this.closed || this.ended || opened.length === 0) return;
    const theirs = opened.filter((message) => !message.mine).length;
    this.stored = [...this.stored, ...opened];
    this.seq = opened[opened.length - 1]?.seq ?? this.seq;
    for (const message of opened) this.outbox.arrived(message.id);
    if (theirs > 0) [this.typing, this.arrived] = [false, this.arrived + theirs];
  }

  /** What is sealed in a text, or null where it does not open for any reason. */
  private async tryToOpen<T>(
    open: (key: CryptoKey, context: MessageContext, sealed: Bytes) => Promise<T>,
    context: MessageContext,
    sealed: string,
  ): Promise<T | null> {
    try {
      return await open(await this.key, context, fromText(sealed));
    } catch {
      return null;
    }
  }

  private async opened(message: MessageView): Promise<Message> {
    const { id, seq, at, sender } = message;
    const mine = sender.is === 'seeker';
    const context: MessageContext = { chat: this.chat, message: id, sender, audience: message.audience };
    const body = shownBody(await this.tryToOpen(openMessage, context, message.body));
    this.contexts.set(id, context);
    const item = { is: 'message' as const, id, mine, at, body, state: 'read' as const, first_unread: false };
    return { id, seq, mine, at, body: item };
  }

  /** Fetches a file, opens it, and checks it as its sender should have. */
  private async readFile(message: string, file: FileItem): Promise<Bytes> {
    const sealed = await this.host.file(this.kept.token, this.chat, file.id).catch((failed: unknown) => {
      const gone = failed instanceof RequestFailed && failed.code === 'not_found';
      throw new FileFailed(gone ? 'gone' : 'away');
    });
    const context = this.contexts.get(message) ?? this.context(message);
    const bytes = await openFile(await this.key, context, file.id, sealed).catch(() => null);
    if (bytes === null || fits(file, bytes) !== null) throw new FileFailed('damaged');
    return bytes;
  }

  private delivery(message: Message): Delivery {
    if (!message.mine || message.seq <= this.theirMarks.read) return 'read';
    return message.seq <= this.theirMarks.delivered ? 'delivered' : 'stored';
  }

  private showTyping(): void {
    this.typing = true;
    this.typingGoes?.();
    this.typingGoes = this.host.after(TYPING_SHOWN, () => (this.typing = false));
  }

  /** Sealed like a message, but without its limit: a draft may be too long for now. */
  private async sealedDraft(text: string): Promise<Unsent> {
    const id = freshId(this.host);
    const sealed = await sealBytes(await this.key, this.host.random(NONCE_BYTES), this.context(id), utf8(text));
    return { id, at: this.host.now(), body: toText(sealed) };
  }

  private context(message: string): MessageContext {
    return { chat: this.chat, message, sender: { is: 'seeker' }, audience: 'everyone' };
  }
}

/** What is shown of a message that was opened, or was not. */
function shownBody(opened: Opened | null): Body {
  if (opened === null || opened.is === 'unknown') return { is: 'unreadable' };
  if (opened.is === 'text') return opened;
  return { ...opened, files: opened.files.map((file) => ({ ...file, picture: isPicture(file) })) };
}
