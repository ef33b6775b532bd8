/** What this tab seals: messages when they are sent, and what it keeps of its own. */
import type { ChatId, MessageId, Moment } from '../generated/protocol';
import type { SeekerHost } from '../host/seeker';
import { fromText, toText, utf8 } from '../seal/bytes';
import { readContent, writeContent, type Content } from '../seal/content';
import { importKey, ChatKeys } from '../seal/keys';
import { openLocal, sealLocal } from '../seal/local';
import { sealMessage } from '../seal/message';
import { NONCE_BYTES, type MessageContext, type Origin } from '../seal/sealed';
import type { KeptChat, Sealed, Unsent } from './kept';

export class Sealing {
  readonly keys: Promise<ChatKeys>;
  private readonly own: Promise<CryptoKey>;

  constructor(
    private readonly host: SeekerHost,
    private readonly kept: KeptChat,
    private readonly chat: ChatId,
  ) {
    const key = fromText(kept.key);
    [this.keys, this.own] = [ChatKeys.first(key), importKey(key)];
  }

  /** This tab, with the newest key for everyone. */
  async origin(): Promise<Origin> {
    return { device: this.kept.tab, epoch: (await this.keys).newest('everyone') };
  }

  /** Where a message of this tab belongs. */
  context(message: MessageId): MessageContext {
    return { chat: this.chat, message, sender: { is: 'seeker' }, audience: 'everyone' };
  }

  /** Keeps a content until it is sent. */
  async keepContent(id: MessageId, at: Moment, content: Content): Promise<Unsent> {
    return { id, at, body: await this.keepText(`message ${id}`, JSON.stringify(writeContent(content))) };
  }

  /** What was kept; null where it is not there any more. */
  async keptContent({ id, body }: Unsent): Promise<Content | null> {
    const text = await this.keptText(`message ${id}`, body);
    return text === null ? null : readContent(JSON.parse(text) as Record<string, unknown>);
  }

  async keepText(name: string, text: string): Promise<string> {
    const nonce = this.host.random(NONCE_BYTES);
    return toText(await sealLocal(await this.own, nonce, this.chat, name, utf8(text)));
  }

  async keptText(name: string, sealed: string): Promise<string | null> {
    try {
      return new TextDecoder().decode(await openLocal(await this.own, this.chat, name, fromText(sealed)));
    } catch {
      return null;
    }
  }

  /** Seals a message for everyone as it goes out now; null where what was kept of it is lost. */
  async seal(unsent: Unsent, end: { counted: number; seen: string | null }): Promise<Sealed | null> {
    const count = Math.max(end.counted, this.kept.counted ?? 0) + 1;
    const link = { count, seen: end.seen, written: unsent.at, sent: this.host.now() };
    const [content, keys, origin] = [await this.keptContent(unsent), await this.keys, await this.origin()];
    if (content === null) return null;
    const nonce = this.host.random(NONCE_BYTES);
    const sealed = await sealMessage(keys, this.context(unsent.id), origin, nonce, { content, link });
    return { tab: origin.device, count, seen: end.seen, body: toText(sealed) };
  }
}
