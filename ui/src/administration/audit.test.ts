import { readFileSync } from 'node:fs';
import { FluentResource } from '@fluent/bundle';
import { describe, expect, it } from 'vitest';
import { Words } from '../kit/words.svelte';
import { actText, actorText, changeText } from './audit';

const file = (name: string) => () =>
  new FluentResource(readFileSync(new URL(`../../locales/de/${name}.ftl`, import.meta.url), 'utf8'));
const words = new Words({ de: ['audit', 'settings', 'topics', 'people', 'livechat'].map(file), en: [], da: [] }, 'de');
const said = (field: string, before: unknown, after: unknown): string =>
  changeText(words, { field, before: JSON.stringify(before), after: JSON.stringify(after) });

describe('a change', () => {
  it.each([
    ['start_page_live_chat', true, false, 'Interner Sofortchat (Berater:invorschlag): ein → aus'],
    ['Sucht', false, true, 'Sucht: aus → ein'],
    ['mode', 'pool', 'offer', 'Wie Anfragen zu den Berater:innen kommen: Pool → Angebot'],
    ['members', ['Ben', 'Anna'], [], 'Wer berät: Anna und Ben → nichts'],
    ['members', null, 'Ben', 'Wer berät: nichts → Ben'],
    ['account', 'active', 'deactivated', 'Zugang: aktiv → deaktiviert'],
    ['parallel_chats', 3, 5, 'Chats gleichzeitig: 3 → 5'],
    ['roles', [], ['counsellor: Sucht', 'admin'], 'Rollen: nichts → Admin (ganzer Träger) und berät (Sucht)'],
    ['unheard_of', { a: 1 }, 'b', 'unheard_of: {"a":1} → b'],
  ])('of %s from %j to %j is worded', (field, before, after, text) => {
    expect(said(field, before, after)).toBe(text);
  });

  it('of hours names the days that are alike together', () => {
    const nine = (weekday: number) => ({ weekday, from: 540, until: 1020 });
    const week = { zone: 'Europe/Berlin', week: [nine(1), nine(2), { weekday: 5, from: 1320, until: 1440 }] };
    expect(said('hours', { zone: 'Europe/Berlin', week: [] }, week)).toBe(
      'Öffnungszeiten: rund um die Uhr → Mo, Di 09:00–17:00; Fr 22:00–24:00 (Europe/Berlin)',
    );
  });

  it('that is no JSON is shown as it is', () => {
    expect(changeText(words, { field: 'name', before: null, after: '{broken' })).toBe('Name: nichts → {broken');
  });
});

it('acts and actors are worded, and unknown ones shown as they are', () => {
  expect([actText(words, 'topic_changed'), actText(words, 'moon_landed')]).toEqual([
    'Fachbereich geändert',
    'moon_landed',
  ]);
  expect(actorText(words, { is: 'operator' })).toBe('Betrieb des Servers');
  expect(actorText(words, { is: 'person', name: 'Adam' })).toBe('Adam');
});
