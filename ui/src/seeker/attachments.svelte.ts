/**
 * Files that go with what the seeker writes. Each is sealed and sent as soon as it is chosen, so that only its name has to
 * be kept over a reload; a tab's own storage has no room for more.
 */
import type { AttachTrouble, Attached, NotAttached } from '../conversation/files';
import { FILES_PER_MESSAGE, FILE_BYTES, type FileId, type MessageId } from '../generated/protocol';
import { RequestFailed, type SeekerHost } from '../host/seeker';
import type { Bytes } from '../seal/bytes';
import { checkFile, isPicture, openFile, sealFile, type Attachment } from '../seal/file';
import { prepareFile } from '../seal/prepare';
import { NONCE_BYTES, type MessageContext } from '../seal/sealed';
import { freshId, type KeptChat } from './kept';

const AGAIN_AFTER_SECONDS = 3;
/** A file is tried this many times, each time after twice as long; then it is given back. */
const TRIES = 8;

export class Attachments {
  files = $state.raw<Attached[]>([]);
  /** Those that were not attached the last time, and why. */
  troubles = $state.raw<NotAttached[]>([]);
  private message: MessageId | null;
  /** How many files the server counts for the message, those that were taken off again included. */
  private used: number;
  private turn: Promise<void> = Promise.resolve();
  private closed = false;

  constructor(
    private readonly host: SeekerHost,
    private readonly kept: KeptChat,
    private readonly key: Promise<CryptoKey>,
    private readonly context: (message: MessageId) => MessageContext,
    private readonly save: () => void,
  ) {
    const { attached, underWay = [] } = kept;
    this.message = attached?.message ?? null;
    this.files = (attached?.files ?? []).map((file) => shown(file, 'ready'));
    this.used = attached?.used ?? this.files.length;
    this.troubles = underWay.map((name) => ({ name, why: 'interrupted' }));
  }

  /** Checks, seals and sends files, one after the other; each that is not taken is reported. */
  attach(files: File[]): Promise<void> {
    // What went wrong with earlier ones was reported to whoever attached them.
    const before = this.turn.catch(() => undefined);
    this.turn = before.then(async () => {
      this.troubles = [];
      for (const file of files) {
        const why = await this.add(file);
        if (why !== null) this.report(file.name, why);
      }
    });
    return this.turn;
  }

  detach(id: FileId): void {
    this.troubles = [];
    this.remove(id);
  }

  /** What goes with the message that is sent now; none is attached from then on. */
  take(): { message: MessageId; files: Attachment[] } | null {
    const { message } = this;
    if (message === null || this.files.length === 0) return null;
    const files = this.files.map(({ id, name, size }) => ({ id, name, size }));
    this.files = this.troubles = [];
    this.begin(null);
    [this.kept.attached, this.kept.underWay] = [null, []];
    return { message, files };
  }

  erase(): void {
    this.closed = true;
    this.files = this.troubles = [];
  }

  private report(name: string, why: AttachTrouble): void {
    this.troubles = [...this.troubles, { name, why }];
  }

  private begin(message: MessageId | null): void {
    [this.message, this.used] = [message, 0];
  }

  private remove(id: FileId): void {
    this.files = this.files.filter((file) => file.id !== id);
    // The server goes on counting what was taken off, so the next one begins another message.
    if (this.files.length === 0) this.begin(null);
    this.keep();
  }

  private async add(file: File): Promise<AttachTrouble | null> {
    if (this.files.length >= FILES_PER_MESSAGE) return 'too_many';
    // Checked before it is read: it may be larger than the memory.
    if (file.size > FILE_BYTES) return 'too_large';
    const bytes = await file.arrayBuffer().then(
      (buffer) => new Uint8Array(buffer),
      () => null,
    );
    if (bytes === null) return 'refused';
    const prepared = prepareFile(file.name, bytes);
    if (typeof prepared === 'string') return prepared;
    if (this.used >= FILES_PER_MESSAGE) await this.moveToAnotherMessage();
    return this.seal(prepared.name, prepared.bytes);
  }

  private async seal(name: string, bytes: Bytes): Promise<AttachTrouble | null> {
    const attachment = checkFile(freshId(this.host), name, bytes);
    if (typeof attachment === 'string') return attachment;
    const message = (this.message ??= freshId(this.host));
    this.used += 1;
    this.files = [...this.files, shown(attachment, 'sending')];
    this.keep();
    const sealed = await sealFile(
      await this.key,
      this.host.random(NONCE_BYTES),
      this.context(message),
      attachment.id,
      bytes,
    );
    await this.send(attachment, message, sealed);
    return null;
  }

  /** The message has had as many files as the server takes: those still attached go with another one. */
  private async moveToAnotherMessage(): Promise<void> {
    const [before, files] = [this.message, this.files];
    if (before === null) return;
    const opened = await Promise.all(files.map((file) => this.readBack(before, file.id)));
    this.files = [];
    this.begin(null);
    for (const [at, { name }] of files.entries()) {
      const bytes = opened[at];
      const why = bytes == null ? 'interrupted' : await this.seal(name, bytes);
      if (why !== null) this.report(name, why);
    }
  }

  private async readBack(message: MessageId, id: FileId): Promise<Bytes | null> {
    try {
      const sealed = await this.host.file(this.kept.token, this.kept.chat ?? '', id);
      return await openFile(await this.key, this.context(message), id, sealed);
    } catch {
      return null;
    }
  }

  /** Sends it until the server has it, refuses it for good, or it is removed. */
  private async send({ id, name }: Attachment, message: MessageId, sealed: Bytes, tried = 0): Promise<void> {
    if (this.closed || !this.files.some((file) => file.id === id)) return;
    try {
      await this.host.sendFile(this.kept.token, this.kept.chat ?? '', id, message, sealed);
      this.files = this.files.map((file) => (file.id === id ? { ...file, state: 'ready' } : file));
      this.keep();
    } catch (failed) {
      const { code, retryAfter } = failed instanceof RequestFailed ? failed : new RequestFailed('offline');
      const later =
        code === 'offline' || code === 'unavailable' || code === 'short_of_space' || code === 'too_many_tries';
      if (later && tried + 1 < TRIES) {
        const again = (): void => void this.send({ id, name, size: 0 }, message, sealed, tried + 1);
        this.host.after((retryAfter ?? AGAIN_AFTER_SECONDS * 2 ** tried) * 1_000, again);
        return;
      }
      this.remove(id);
      this.report(name, later ? 'not_passed' : refusal(code));
    }
  }

  /** What a reload must not lose: the files that the server has, and what the others are called. */
  private keep(): void {
    const files = this.files.filter((file) => file.state === 'ready').map(({ id, name, size }) => ({ id, name, size }));
    const { message, used } = this;
    this.kept.underWay = this.files.filter((file) => file.state === 'sending').map((file) => file.name);
    this.kept.attached = message === null || files.length === 0 ? null : { message, files, used };
    this.save();
  }
}

function refusal(code: RequestFailed['code']): AttachTrouble {
  if (code === 'file_too_large') return 'too_large';
  if (code === 'too_many_files' || code === 'chat_full') return 'chat_full';
  return code === 'too_large' ? 'not_passed' : 'refused';
}

function shown(attachment: Attachment, state: Attached['state']): Attached {
  return { ...attachment, picture: isPicture(attachment), state };
}
