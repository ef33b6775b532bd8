/**
 * Files that go with what the seeker writes. Each is sealed and sent as soon as it is chosen, so that only its name has to
 * be kept over a reload; a tab's own storage has no room for more.
 */
import type { AttachTrouble, Attached } from '../conversation/files';
import { FILES_PER_MESSAGE, FILE_BYTES, type FileId, type MessageId } from '../generated/protocol';
import { RequestFailed, type SeekerHost } from '../host/seeker';
import type { Bytes } from '../seal/bytes';
import { checkFile, isPicture, sealFile, type Attachment } from '../seal/file';
import { NONCE_BYTES, type MessageContext } from '../seal/sealed';
import { freshId, type KeptChat } from './kept';

const AGAIN_AFTER_SECONDS = 3;

export class Attachments {
  files = $state.raw<Attached[]>([]);
  /** Why the last file was not attached. */
  trouble = $state.raw<{ name: string; why: AttachTrouble } | null>(null);
  private message: MessageId | null;
  private closed = false;

  constructor(
    private readonly host: SeekerHost,
    private readonly kept: KeptChat,
    private readonly key: Promise<CryptoKey>,
    private readonly context: (message: MessageId) => MessageContext,
    private readonly save: () => void,
  ) {
    this.message = kept.attached?.message ?? null;
    this.files = (kept.attached?.files ?? []).map((file) => shown(file, 'ready'));
    const interrupted = kept.underWay ?? [];
    if (interrupted.length > 0) this.trouble = { name: interrupted.join(', '), why: 'interrupted' };
  }

  /** Checks, seals and sends files, one after the other; what is not taken is reported. */
  async attach(files: File[]): Promise<void> {
    this.trouble = null;
    for (const file of files) {
      const why = await this.add(file);
      if (why !== null) this.trouble = { name: file.name, why };
    }
  }

  detach(id: FileId): void {
    this.trouble = null;
    this.files = this.files.filter((file) => file.id !== id);
    this.keep();
  }

  /** What goes with the message that is sent now; none is attached from then on. */
  take(): { message: MessageId; files: Attachment[] } | null {
    const { message } = this;
    if (message === null || this.files.length === 0) return null;
    const files = this.files.map(({ id, name, size }) => ({ id, name, size }));
    [this.message, this.files, this.trouble] = [null, [], null];
    [this.kept.attached, this.kept.underWay] = [null, []];
    return { message, files };
  }

  erase(): void {
    this.closed = true;
    [this.files, this.trouble] = [[], null];
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
    const attachment = checkFile(freshId(this.host), file.name, bytes);
    if (typeof attachment === 'string') return attachment;
    this.message ??= freshId(this.host);
    this.files = [...this.files, shown(attachment, 'sending')];
    this.keep();
    const context = this.context(this.message);
    const sealed = await sealFile(await this.key, this.host.random(NONCE_BYTES), context, attachment.id, bytes);
    await this.send(attachment, context.message, sealed);
    return null;
  }

  /** Sends it until the server has it, refuses it for good, or it is removed. */
  private async send({ id, name }: Attachment, message: MessageId, sealed: Bytes): Promise<void> {
    if (this.closed || !this.files.some((file) => file.id === id)) return;
    try {
      await this.host.sendFile(this.kept.token, this.kept.chat ?? '', id, message, sealed);
      this.files = this.files.map((file) => (file.id === id ? { ...file, state: 'ready' } : file));
      this.keep();
    } catch (failed) {
      const { code, retryAfter } = failed instanceof RequestFailed ? failed : new RequestFailed('offline');
      if (code === 'offline' || code === 'unavailable' || code === 'too_many_tries') {
        const again = (): void => void this.send({ id, name, size: 0 }, message, sealed);
        this.host.after((retryAfter ?? AGAIN_AFTER_SECONDS) * 1_000, again);
        return;
      }
      this.detach(id);
      const why = code === 'file_too_large' ? 'too_large' : code === 'too_many_files' ? 'too_many' : 'refused';
      this.trouble = { name, why };
    }
  }

  /** What a reload must not lose: the files that the server has, and what the others are called. */
  private keep(): void {
    const files = this.files.filter((file) => file.state === 'ready').map(({ id, name, size }) => ({ id, name, size }));
    this.kept.underWay = this.files.filter((file) => file.state === 'sending').map((file) => file.name);
    this.kept.attached = this.message === null || files.length === 0 ? null : { message: this.message, files };
    this.save();
  }
}

function shown(attachment: Attachment, state: Attached['state']): Attached {
  return { ...attachment, picture: isPicture(attachment), state };
}
