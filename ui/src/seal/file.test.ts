/** Which files are taken, and how they are sealed: the answers that `crates/seal` gives. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromText, newId, toText, utf8 } from './bytes';
import { checkFile, fits, mediaOf, openFile, sealFile, type Attachment } from './file';
import type { ChainLink } from './chain';
import { ChatKeys } from './keys';
import { openMessage, sealBytes, sealMessage } from './message';
import type { MessageContext } from './sealed';

type SealedVector = Record<'key' | 'nonce' | 'chat' | 'message' | 'file' | 'bytes' | 'sealed', string>;
type Verdict = { is: string; name?: string; media?: string };
type Vectors = { sealed: SealedVector[]; taken: { name: string; bytes: string; verdict: Verdict }[] };

const url = new URL('../../../crates/seal/vectors/files.json', import.meta.url);
const vectors = JSON.parse(readFileSync(url, 'utf8')) as Vectors;
const id = newId(1_795_000_000_000, new Uint8Array(10));
/** The tab that the vectors come from. */
const tab = { device: '4d4d4d4d-4d4d-4d4d-4d4d-4d4d4d4d4d4d', epoch: 0 };
const nonce = new Uint8Array(12);
const link: ChainLink = { count: 1, seen: null, written: 1, sent: 2 };
const context = (chat: string, message: string): MessageContext => ({
  chat,
  message,
  sender: { is: 'seeker' },
  audience: 'everyone',
});

describe('files', () => {
  it('are sealed to the same bytes as in Rust, and open again', async () => {
    expect(vectors.sealed.length).toBeGreaterThan(2);
    for (const vector of vectors.sealed) {
      const [keys, bytes] = [await ChatKeys.first(fromText(vector.key)), fromText(vector.bytes)];
      const at = context(vector.chat, vector.message);
      const sealed = await sealFile(keys, at, tab, fromText(vector.nonce), vector.file, bytes);
      expect(toText(sealed)).toBe(vector.sealed);
      expect(await openFile(keys, at, vector.file, sealed)).toEqual(bytes);
      await expect(openFile(keys, at, id, sealed)).rejects.toThrow();
      await expect(openFile(keys, context(vector.chat, id), vector.file, sealed)).rejects.toThrow();
    }
  });

  it.each(vectors.taken.map((vector) => [vector.name, vector] as const))('%j is judged as in Rust', (name, vector) => {
    const checked = checkFile(id, name, fromText(vector.bytes));
    const verdict =
      typeof checked === 'string' ? { is: checked } : { is: 'taken', name: checked.name, media: mediaOf(checked) };
    expect(verdict).toEqual(vector.verdict);
  });

  it('are checked again by whoever opens the message', async () => {
    const keys = await ChatKeys.first(fromText(vectors.sealed[0]?.key ?? ''));
    const letter: Attachment = { id, name: 'brief.pdf', size: 8 };
    const at = context(id, id);
    const opened = async (files: unknown): Promise<string> => {
      const plain = utf8(JSON.stringify({ kind: 'files', fallback: 'Brief', files, chain: link }));
      const message = await openMessage(keys, at, await sealBytes(keys, at, tab, nonce, plain));
      return message === null || message === 'other_version' ? 'nothing' : message.content.is;
    };
    const content = { is: 'files', text: ' Hier. ', files: [letter] } as const;
    const sealed = await sealMessage(keys, at, tab, nonce, { content: { ...content, files: [letter] }, link });
    expect(await openMessage(keys, at, sealed)).toMatchObject({ content: { ...content, text: 'Hier.' } });
    expect(await opened([letter])).toBe('files');
    for (const wrong of [
      [],
      Array.from({ length: 6 }, () => letter),
      [{ ...letter, name: 'brief.exe' }],
      [{ ...letter, name: '../brief.pdf' }],
      [{ ...letter, size: 0 }],
      [{ ...letter, size: 21 * 1024 * 1024 }],
      [{ ...letter, size: 'viel' }],
      'brief.pdf',
    ]) {
      expect(await opened(wrong)).toBe('nothing');
    }
    expect(fits(letter, utf8('%PDF-1.7'))).toBe(null);
    expect(fits(letter, utf8('%PDF-1.70'))).toBe('forbidden_type');
    expect(fits(letter, utf8('MZ......'))).toBe('forbidden_type');
  });
});
