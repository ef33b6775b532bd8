/** Which files are taken, and how they are sealed: the answers that `crates/seal` gives. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromText, newId, toText, utf8 } from './bytes';
import { checkFile, fits, mediaOf, openFile, sealFile, type Attachment } from './file';
import { openMessage, sealBytes, sealFiles } from './message';
import { importKey, type MessageContext } from './sealed';

type SealedVector = Record<'key' | 'nonce' | 'chat' | 'message' | 'file' | 'bytes' | 'sealed', string>;
type Verdict = { is: string; name?: string; media?: string };
type Vectors = { sealed: SealedVector[]; taken: { name: string; bytes: string; verdict: Verdict }[] };

const url = new URL('../../../crates/seal/vectors/files.json', import.meta.url);
const vectors = JSON.parse(readFileSync(url, 'utf8')) as Vectors;
const id = newId(1_795_000_000_000, new Uint8Array(10));
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
      const [key, bytes] = [await importKey(fromText(vector.key)), fromText(vector.bytes)];
      const at = context(vector.chat, vector.message);
      const sealed = await sealFile(key, fromText(vector.nonce), at, vector.file, bytes);
      expect(toText(sealed)).toBe(vector.sealed);
      expect(await openFile(key, at, vector.file, sealed)).toEqual(bytes);
      await expect(openFile(key, at, id, sealed)).rejects.toThrow();
      await expect(openFile(key, context(vector.chat, id), vector.file, sealed)).rejects.toThrow();
    }
  });

  it.each(vectors.taken.map((vector) => [vector.name, vector] as const))('%j is judged as in Rust', (name, vector) => {
    const checked = checkFile(id, name, fromText(vector.bytes));
    const verdict =
      typeof checked === 'string' ? { is: checked } : { is: 'taken', name: checked.name, media: mediaOf(checked) };
    expect(verdict).toEqual(vector.verdict);
  });

  it('are checked again by whoever opens the message', async () => {
    const key = await importKey(fromText(vectors.sealed[0]?.key ?? ''));
    const letter: Attachment = { id, name: 'brief.pdf', size: 8 };
    const at = context(id, id);
    const opened = async (files: unknown): Promise<string> => {
      const content = utf8(JSON.stringify({ v: 1, kind: 'files', text: '', files }));
      return (await openMessage(key, at, await sealBytes(key, new Uint8Array(12), at, content))).is;
    };
    expect(await openMessage(key, at, await sealFiles(key, new Uint8Array(12), at, ' Hier. ', [letter]))).toEqual({
      is: 'files',
      text: 'Hier.',
      files: [letter],
    });
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
      expect(await opened(wrong)).toBe('unknown');
    }
    expect(fits(letter, utf8('%PDF-1.7'))).toBe(null);
    expect(fits(letter, utf8('%PDF-1.70'))).toBe('forbidden_type');
    expect(fits(letter, utf8('MZ......'))).toBe('forbidden_type');
  });
});
