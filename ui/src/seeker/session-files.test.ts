import { beforeEach, describe, expect, it } from 'vitest';
import { FileFailed } from '../conversation/files';
import type { FileItem } from '../generated/desk';
import { RequestFailed } from '../host/seeker';
import { fromText, join, newId, toText, utf8, type Bytes } from '../seal/bytes';
import { openFile, sealFile } from '../seal/file';
import { JPEG } from '../seal/metadata/pictures.fixture';
import { openMessage, sealMessage } from '../seal/message';
import type { MessageContext } from '../seal/sealed';
import type { SeekerSession } from './session.svelte';
import { ANNA, active, begin, chat, host, inTheChat, chatKeys, kept, reloaded, settle } from './session.fixture';

beforeEach(begin);

const LETTER = utf8('%PDF-1.7 ein Brief');
const letter = (name = 'brief.pdf', bytes = LETTER): File => new File([bytes], name);
const seekers = (message: string): MessageContext => ({
  chat: host.requested.chat,
  message,
  sender: { is: 'seeker' },
  audience: 'everyone',
});
const attached = (session: SeekerSession): string[] =>
  (session.conversation?.attachments.files ?? []).map((file) => `${file.name} · ${file.state}`);
const shown = (session: SeekerSession): FileItem[] =>
  (session.conversation?.items ?? []).flatMap((item) =>
    item.is === 'message' && item.body.is === 'files' ? item.body.files : [],
  );

describe('files', () => {
  it('are sealed and sent when they are chosen, outlive a reload, and go with the next message', async () => {
    const session = await inTheChat();
    await session.conversation?.attachments.attach([letter(), letter('../notiz.txt', utf8('Notiz'))]);
    expect(attached(session)).toEqual(['brief.pdf · ready', 'notiz.txt · ready']);
    const [id, sent] = [...host.files][0] ?? ['', { message: '', sealed: new Uint8Array() }];
    expect(await openFile(await chatKeys(), seekers(sent.message), id, sent.sealed)).toEqual(LETTER);

    const again = await reloaded(session);
    host.connection.snapshot(host.time, { is: 'seeker', chat: chat(active()) });
    await settle(again);
    expect(attached(again)).toEqual(['brief.pdf · ready', 'notiz.txt · ready']);
    await again.conversation?.write('Das Formular.');
    expect(attached(again)).toEqual([]);
    expect(shown(again).map(({ name }) => name)).toEqual(['brief.pdf', 'notiz.txt']);
    const frame = host.connection.of('send')[0];
    expect(frame?.id).toBe(sent.message);
    const opened = await openMessage(await chatKeys(), seekers(sent.message), fromText(frame?.body ?? ''));
    const files = [{ id, name: 'brief.pdf' }, {}];
    expect(opened).toMatchObject({ content: { is: 'files', text: 'Das Formular.', files } });
    expect(kept().attached ?? null).toBe(null);
  });

  it('wait for a server that is away, and may be taken back meanwhile', async () => {
    const session = await inTheChat();
    host.failures.push(new RequestFailed('unavailable', 2), new RequestFailed('offline'), new RequestFailed('offline'));
    await session.conversation?.attachments.attach([letter()]);
    expect(attached(session)).toEqual(['brief.pdf · sending']);
    host.advance(2_000);
    await settle(session);
    expect(attached(session)).toEqual(['brief.pdf · sending']);
    await session.conversation?.attachments.attach([letter('anders.pdf')]);
    session.conversation?.attachments.detach(session.conversation.attachments.files[1]?.id ?? '');
    host.advance(6_000);
    await settle(session);
    expect(attached(session)).toEqual(['brief.pdf · ready']);
    expect(host.files.size).toBe(1);
  });

  it('are tried ever more rarely and given back in the end; one that nothing in between lets through at once', async () => {
    const session = await inTheChat();
    const { attachments } = session.conversation ?? {};
    host.failures.push(...Array.from({ length: 8 }, () => new RequestFailed('offline')));
    await attachments?.attach([letter()]);
    let waited = 0;
    for (const seconds of [3, 6, 12, 24, 48, 96, 192]) {
      host.advance(seconds * 1_000 - 1);
      await settle(session);
      expect(host.failures).toHaveLength(7 - waited);
      host.advance(1);
      await settle(session);
      waited += 1;
    }
    expect(attached(session)).toEqual([]);
    expect(attachments?.troubles).toEqual([{ name: 'brief.pdf', why: 'not_passed' }]);
    host.failures.push(new RequestFailed('too_large'));
    await attachments?.attach([letter('gross.pdf')]);
    expect(attachments?.troubles).toEqual([{ name: 'gross.pdf', why: 'not_passed' }]);
    expect(host.files.size).toBe(0);
  });

  it('that a reload interrupts are named until files are chosen again', async () => {
    const session = await inTheChat();
    await session.conversation?.attachments.attach([letter('da.pdf')]);
    host.failures.push(new RequestFailed('offline'), new RequestFailed('offline'));
    await session.conversation?.attachments.attach([letter(), letter('zeugnis.pdf')]);
    const reload = async (): Promise<SeekerSession> => {
      const next = await reloaded(session);
      host.connection.snapshot(host.time, { is: 'seeker', chat: chat(active()) });
      await settle(next);
      return next;
    };
    const first = await reload();
    expect(attached(first)).toEqual(['da.pdf · ready']);
    expect(first.conversation?.attachments.troubles).toEqual([
      { name: 'brief.pdf', why: 'interrupted' },
      { name: 'zeugnis.pdf', why: 'interrupted' },
    ]);
    const again = await reload();
    expect(again.conversation?.attachments.troubles[1]?.why).toBe('interrupted');
    await again.conversation?.attachments.attach([letter()]);
    expect(again.conversation?.attachments.troubles).toEqual([]);
    expect((await reload()).conversation?.attachments.troubles).toEqual([]);
  });

  it('that were taken back or sent are not named after a reload', async () => {
    const session = await inTheChat();
    host.failures.push(new RequestFailed('offline'));
    await session.conversation?.attachments.attach([letter(), letter('da.pdf')]);
    session.conversation?.attachments.detach(session.conversation.attachments.files[0]?.id ?? '');
    await settle(session);
    const again = await reloaded(session);
    await settle(again);
    expect(again.conversation?.attachments.troubles).toEqual([]);
    expect(attached(again)).toEqual(['da.pdf · ready']);
  });

  it('that may not be sent are refused here with their reason, and a sixth one too', async () => {
    const session = await inTheChat();
    const why = async (file: File): Promise<string | undefined> => {
      await session.conversation?.attachments.attach([file]);
      return session.conversation?.attachments.troubles[0]?.why;
    };
    expect(await why(letter('programm.exe'))).toBe('forbidden_type');
    expect(await why(letter('programm.pdf', utf8('MZ')))).toBe('forbidden_type');
    expect(await why(letter('leer.txt', utf8('')))).toBe('empty');
    expect(await why(letter('gross.txt', new Uint8Array(20 * 1024 * 1024 + 1)))).toBe('too_large');
    host.failures.push(new RequestFailed('too_many_files'));
    expect(await why(letter())).toBe('chat_full');
    expect(attached(session)).toEqual([]);
    for (let n = 0; n < 5; n += 1) expect(await why(letter(`${n}.pdf`))).toBe(undefined);
    expect(await why(letter('6.pdf'))).toBe('too_many');
  });

  it('that are refused together are all named, a photo of a kind that many cannot show and a cut one as well', async () => {
    const session = await inTheChat();
    const heic = join(new Uint8Array(4), utf8('ftypheic'), new Uint8Array(8));
    const given = [letter('a.exe'), letter(), letter('leer.txt', utf8('')), letter('foto.heic', heic)];
    await session.conversation?.attachments.attach([...given, letter('foto.jpg', JPEG.slice(0, 100))]);
    expect(session.conversation?.attachments.troubles).toEqual([
      { name: 'a.exe', why: 'forbidden_type' },
      { name: 'leer.txt', why: 'empty' },
      { name: 'foto.heic', why: 'heic' },
      { name: 'foto.jpg', why: 'damaged' },
    ]);
    expect(attached(session)).toEqual(['brief.pdf · ready']);
  });

  it('may be taken on and off any number of times: the server counts each for its message', async () => {
    const session = await inTheChat();
    const { attachments } = session.conversation ?? {};
    const ofMessage = new Map<string, number>();
    const send = host.sendFile.bind(host);
    host.sendFile = async (...asked) => {
      const count = (ofMessage.get(asked[3]) ?? 0) + 1;
      if (count > 5) throw new RequestFailed('too_many_files');
      ofMessage.set(asked[3], count);
      return send(...asked);
    };
    const five = Array.from({ length: 5 }, (_, at) => letter(`${at}.pdf`));
    await attachments?.attach(five);
    for (const { id } of attachments?.files ?? []) attachments?.detach(id);
    await attachments?.attach([letter('eins.pdf')]);
    expect(attached(session)).toEqual(['eins.pdf · ready']);
    expect(attachments?.troubles).toEqual([]);

    await attachments?.attach(five.slice(1));
    attachments?.detach(attachments.files[1]?.id ?? '');
    await attachments?.attach([letter('zuletzt.pdf')]);
    expect(attachments?.troubles).toEqual([]);
    expect(attached(session).map((line) => line.split(' ')[0])).toEqual([
      'eins.pdf',
      '2.pdf',
      '3.pdf',
      '4.pdf',
      'zuletzt.pdf',
    ]);
    await session.conversation?.write('');
    const frame = host.connection.of('send')[0];
    for (const { id } of shown(session)) {
      const sealed = host.files.get(id);
      expect(sealed?.message).toBe(frame?.id);
      const bytes = await openFile(await chatKeys(), seekers(frame?.id ?? ''), id, sealed?.sealed ?? new Uint8Array());
      expect(bytes).toEqual(LETTER);
    }
  });

  it('of the counsellor open, are saved, and say what is wrong with them', async () => {
    const session = await inTheChat();
    const [id, message] = [newId(7, host.random(10)), newId(8, host.random(10))];
    const context: MessageContext = { ...seekers(message), sender: { is: 'counsellor', id: ANNA.id } };
    const file = { id, name: 'brief.pdf', size: LETTER.length };
    const origin = { device: message, epoch: 0 };
    const link = { count: 1, seen: null, written: host.time, sent: host.time };
    const content = { is: 'files' as const, text: '', files: [file] };
    const nonce = host.random(12);
    const body = toText(await sealMessage(await chatKeys(), context, origin, nonce, { content, link }));
    const sealed = async (bytes: Bytes): Promise<Bytes> =>
      sealFile(await chatKeys(), context, origin, host.random(12), id, bytes);
    const { chat: of, sender, audience } = context;
    const stored = { id: message, chat: of, seq: 1, at: host.time, sender, audience, body };
    host.connection.event({ is: 'message_stored', message: stored });
    await settle(session);
    const item = shown(session)[0];
    if (item === undefined || session.conversation == null) throw new Error('nothing is shown');
    const { access } = session.conversation;
    const trouble = async (): Promise<string> =>
      access.read(message, item).then(
        () => 'none',
        (failed: unknown) => (failed instanceof FileFailed ? failed.trouble : 'thrown'),
      );
    expect(await trouble()).toBe('gone');
    host.failures.push(new RequestFailed('unavailable'));
    expect(await trouble()).toBe('away');
    host.files.set(id, { message, sealed: await sealed(utf8('MZ')) });
    expect(await trouble()).toBe('damaged');
    host.files.set(id, { message, sealed: await sealed(LETTER) });
    expect(await access.read(message, item)).toEqual(LETTER);
    await access.save(message, item);
    expect(host.saved).toEqual(['brief.pdf']);
  });
});
