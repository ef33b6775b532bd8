import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { DeskView } from '../generated/desk';
import { Commands } from '../host/commands.svelte';
import { MemoryCounsellorHost } from '../host/memory-counsellor';
import { CHAT, detached, transcript, view } from '../host/views.fixture';
import { Conversations } from './conversations.svelte';

let host: MemoryCounsellorHost;
let commands: Commands;
let conversations: Conversations;

const ids = (): string[] =>
  (conversations.transcript(CHAT)?.items ?? []).map((item) => (item.is === 'message' ? item.id : item.is));

const take = (view: DeskView): void => conversations.follow(view.screen.is === 'desk' ? view.screen : null);

beforeEach(async () => {
  host = new MemoryCounsellorHost(view(1));
  commands = new Commands(host);
  conversations = new Conversations(commands, Promise.resolve());
  take(view(1));
  await host.onDesk(() => take(host.view));
  await host.onTranscript((view) => conversations.takeTranscript(view));
});

describe('transcripts', () => {
  it('keep earlier items that were asked for when a newer transcript comes', async () => {
    host.transcripts.set(CHAT, transcript(1, ['c', 'd'], true));
    host.earlier.set('c', transcript(1, ['a', 'b'], false));
    await conversations.load(CHAT);
    await conversations.loadEarlier(CHAT);
    expect(ids()).toEqual(['a', 'b', 'c', 'd']);
    expect(conversations.transcript(CHAT)?.earlier).toBe(false);
    host.publishTranscript(transcript(2, ['d', 'e'], true));
    expect(ids()).toEqual(['a', 'b', 'c', 'd', 'e']);
    host.publishTranscript(transcript(1, ['x']));
    expect(ids()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('take every word along when a chat is gone', async () => {
    host.transcripts.set(CHAT, transcript(1, ['a']));
    await conversations.load(CHAT);
    conversations.write(CHAT, 'Entwurf');
    host.publish(view(2, []));
    expect(conversations.transcript(CHAT)).toBeNull();
    expect(conversations.text(CHAT)).toBe('');
    expect(host.commands.filter(([name]) => name === 'save_draft')).toEqual([['save_draft', CHAT, 'Entwurf']]);
  });
});

describe('a draft', () => {
  it('begins with what the program kept, and every key is written down at once', async () => {
    host.transcripts.set(CHAT, transcript(1, [], false, 'von gestern'));
    await conversations.load(CHAT);
    expect(conversations.text(CHAT)).toBe('von gestern');
    conversations.write(CHAT, 'von');
    expect(host.commands).toContainEqual(['save_draft', CHAT, 'von']);
  });

  it('goes out once at a time, and then only the newest', async () => {
    const waiting: (() => void)[] = [];
    const saved: string[] = [];
    host.saveDraft = (_, text) => new Promise((done) => (saved.push(text), waiting.push(() => done())));
    for (const text of ['h', 'ha', 'hal', 'halb']) conversations.write(CHAT, text);
    expect(saved).toEqual(['h']);
    waiting.shift()?.();
    await vi.waitFor(() => expect(saved).toEqual(['h', 'halb']));
  });

  it('arrives although the chat has moved into a window of its own meanwhile', async () => {
    const waiting: (() => void)[] = [];
    const saved: string[] = [];
    host.saveDraft = (_, text) => new Promise((done) => (saved.push(text), waiting.push(() => done())));
    conversations.write(CHAT, 'a');
    conversations.write(CHAT, 'ab');
    host.publish(detached(2));
    waiting.shift()?.();
    await vi.waitFor(() => expect(saved).toEqual(['a', 'ab']));
  });

  it('is gone once sent, and stands there again when sending failed', async () => {
    conversations.write(CHAT, 'Hallo');
    await conversations.send(CHAT, 'Hallo');
    expect(conversations.text(CHAT)).toBe('');
    expect(host.commands).toContainEqual(['send_message', CHAT, 'Hallo']);
    host.sendMessage = () => Promise.reject({ code: 'no_storage' });
    await conversations.send(CHAT, 'Noch etwas');
    expect(conversations.text(CHAT)).toBe('Noch etwas');
    expect(commands.failed).toBe(true);
  });
});

describe('a window of its own', () => {
  it('takes the chat out of the main window, with what was typed since', async () => {
    host.transcripts.set(CHAT, transcript(1, ['a'], false, 'alt'));
    await conversations.load(CHAT);
    host.publish(detached(2));
    host.publishTranscript(transcript(2, ['a', 'b'], false, 'neu'));
    expect(conversations.transcript(CHAT)).toBeNull();
    host.publish(view(3));
    await conversations.load(CHAT);
    expect(conversations.text(CHAT)).toBe('neu');
  });
});

describe('where a chat is read', () => {
  it('is known before the chat is shown, and the program is told of every change', async () => {
    const anchor = { item: 'b', below: -4 };
    host.transcripts.set(CHAT, transcript(1, ['a', 'b']));
    host.anchors.set(CHAT, anchor);
    expect(conversations.scrollAnchor(CHAT)).toBeUndefined();
    await conversations.load(CHAT);
    expect(conversations.scrollAnchor(CHAT)).toEqual(anchor);
    conversations.keepScrollAnchor(CHAT, null);
    expect(host.commands.at(-1)).toEqual(['keep_scroll_anchor', CHAT, null]);
  });
});

describe('the cursor', () => {
  it('goes into the composer of a chat that the person opens to write in it, once', async () => {
    await conversations.open(CHAT);
    expect(conversations.writesIn).toBe(CHAT);
    conversations.reached(CHAT);
    expect(conversations.writesIn).toBeNull();
  });

  it('stays where it is while the person goes through the tabs', async () => {
    await conversations.open('other');
    await conversations.show(CHAT);
    expect(host.commands.at(-1)).toEqual(['open_chat', CHAT]);
    expect(conversations.writesIn).toBeNull();
  });

  it('goes there for the person who has clicked an alert or the tray, each time again', async () => {
    const revealing = (revision: number, times: number, chat = CHAT): DeskView => {
      const shown = view(revision);
      return shown.screen.is === 'desk' ? { ...shown, screen: { ...shown.screen, revealed: { chat, times } } } : shown;
    };
    for (const times of [1, 2]) {
      host.publish(revealing(10 * times, times));
      expect(conversations.writesIn).toBe(CHAT);
      conversations.reached(CHAT);
      host.publish(revealing(10 * times + 1, times));
      expect(conversations.writesIn).toBeNull();
    }
    host.publish(revealing(30, 3, 'in a window of its own'));
    expect(conversations.writesIn).toBeNull();
  });
});

describe('files', () => {
  it('go to the program, which says what is wrong with one', async () => {
    const { files } = conversations;
    await files.attach(CHAT, [new File(['%PDF-1.7'], 'brief.pdf')]);
    expect(host.commands.at(-1)).toEqual(['attach_file', CHAT, 'brief.pdf', 8]);
    expect(files.troubles.get(CHAT)).toBe(undefined);
    host.refuseFile = 'forbidden_type';
    await files.attach(CHAT, [new File(['MZ'], 'programm.exe')]);
    expect(files.troubles.get(CHAT)).toEqual([{ name: 'programm.exe', why: 'forbidden_type' }]);
    const file = { id: 'f', name: 'brief.pdf', size: 8, picture: false };
    for (const [code, trouble] of [
      ['file_gone', 'gone'],
      ['file_damaged', 'damaged'],
      ['file_away', 'away'],
      ['no_storage', 'no_storage'],
    ] as const) {
      host.refuseFile = code;
      await expect(files.access(CHAT).save('m', file)).rejects.toMatchObject({ trouble });
    }
    host.refuseFile = null;
    expect(await files.access(CHAT).save('m', file)).toBe('brief (1).pdf');
  });
});
