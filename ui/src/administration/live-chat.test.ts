import { readFileSync } from 'node:fs';
import { FluentResource } from '@fluent/bundle';
import { beforeEach, describe, expect, it } from 'vitest';
import type { AdmissionView, CentreSettings, MemberState, TopicSettings } from '../generated/protocol';
import { MemoryCounsellorHost } from '../host/memory-counsellor';
import { view } from '../host/views.fixture';
import { Words } from '../kit/words.svelte';
import { Administration } from './administration.svelte';
import { CENTRE, liveChatOf, reasons, saveLiveChat } from './live-chat';
import { slugOf } from './topic';

const file = (name: string) => () =>
  new FluentResource(readFileSync(new URL(`../../locales/de/${name}.ftl`, import.meta.url), 'utf8'));
const words = new Words({ de: [file('livechat'), file('settings')], en: [], da: [] }, 'de');

function topic(id: string, states: MemberState[], admission: AdmissionView): TopicSettings {
  const staff = states.map((state, at) => ({ person: { id: `${at}`, name: `Person ${at + 1}` }, state }));
  return { id, name: id, revision: 1, start_page_live_chat: true, staff, admission } as unknown as TopicSettings;
}

const why = (states: MemberState[], state: AdmissionView['state']): string[] =>
  reasons(words, topic('sucht', states, { state } as AdmissionView), true);

describe('why seekers see what they see', () => {
  it('names those who keep a topic closed', () => {
    expect(why(['not_reachable', 'not_reachable', 'not_reachable'], 'not_possible')).toEqual([
      'alle 3 Berater:innen sind „Nicht anwählbar“:',
      'Person 1, Person 2 und Person 3',
    ]);
    expect(why(['off', 'paused', 'not_reachable'], 'nobody_available')).toEqual([
      'keine der 3 Berater:innen ist verfügbar',
      'Nicht verfügbar: Person 1',
      'In einer Pause: Person 2',
      '„Nicht anwählbar“: Person 3',
    ]);
    expect(why([], 'not_possible')).toEqual(['diesem Fachbereich ist niemand zugeordnet']);
  });

  it('counts those who are too many for a sentence', () => {
    const [, off] = why(Array(20).fill('off') as MemberState[], 'nobody_available');
    expect(off).toBe('Nicht verfügbar: Person 1, Person 10, Person 11, Person 12 und 16 weitere');
  });

  it('names the switch that is off', () => {
    const hidden = topic('sucht', ['available'], { state: 'hidden' });
    expect(reasons(words, hidden, true)).toEqual(['der Schalter dieses Fachbereichs ist aus']);
    expect(reasons(words, hidden, false)).toEqual(['der Sofortchat der Beratungsstelle ist aus']);
  });
});

describe('where live chat is offered', () => {
  let host: MemoryCounsellorHost;
  let administration: Administration;

  beforeEach(async () => {
    host = new MemoryCounsellorHost(view(1));
    const topics = [topic('sucht', [], { state: 'hidden' }), topic('jugend', [], { state: 'hidden' })];
    const centre = { id: 'demo', slug: 'demo', name: 'Demo' };
    const settings: CentreSettings = { centre, revision: 1, start_page_live_chat: true, topics, people: [] };
    host.administration.centres = [settings];
    administration = new Administration(host);
    await administration.load();
    await administration.loadSettings();
  });

  const form = () => {
    const { settings } = administration;
    if (settings === null) throw new Error('not loaded');
    return administration.form('live-chat/demo', liveChatOf(settings), saveLiveChat(administration, 'demo'));
  };

  it('is saved as the topics that are on', async () => {
    const live = form();
    live.change({ jugend: false });
    expect(await live.save()).toBe(true);
    const change = { seen: 1, start_page_live_chat: true, topics: ['sucht'] };
    expect(host.commands).toEqual([['save_live_chat', 'demo', change]]);
    expect(administration.settings?.revision).toBe(2);
  });

  it('keeps what was switched when the page is left by the program and shown again', () => {
    form().change({ [CENTRE]: false });
    expect([form().value[CENTRE], form().changed]).toEqual([false, true]);
    administration.forget();
    expect(administration.settings).toBeNull();
  });

  it('says why there is nothing to set up', async () => {
    host.administration.refuse = { code: 'server_away' };
    await administration.load();
    expect(administration.missing).toBeNull();
    const other = new Administration(host);
    await other.load();
    expect(other.missing).toBe('away');
    host.administration.refuse = { code: 'not_found' };
    await other.load();
    expect(other.missing).toBe('not-yours');
  });
});

it('a name makes an address', () => {
  expect(slugOf('Ehe & Familie – Größe')).toBe('ehe-familie-groesse');
  expect(slugOf('  Rådgivning Øst  ')).toBe('raadgivning-oest');
  expect(slugOf('Café Élan')).toBe('cafe-elan');
  expect(slugOf('x'.repeat(60))).toBe('x'.repeat(40));
  expect(slugOf('ليلى')).toBe('');
});
