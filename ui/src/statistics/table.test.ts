import { FluentResource } from '@fluent/bundle';
import { expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import type { Sheet } from '../generated/desk';
import { MemoryCounsellorHost } from '../host/memory-counsellor';
import { view } from '../host/views.fixture';
import { Words } from '../kit/words.svelte';
import { FIGURES, total } from './counts';
import { centreSheets, ownSheets } from './table';

const file = (name: string): string => readFileSync(new URL(`../../locales/de/${name}`, import.meta.url), 'utf8');
const words = new Words({ de: [() => new FluentResource(file('statistics.ftl'))], en: [], da: [] }, 'de');

const host = new MemoryCounsellorHost(view(1));
host.account.topics = [
  { id: 'a', name: 'Schulden' },
  { id: 'b', name: 'Sucht' },
];
const one = { day: '2026-11-30', weekday: 1, hour: 19, topic: 'b', mine: false };
host.account.counted = [
  { ...one, what: 'requested', n: 5 },
  { ...one, what: 'accepted', n: 3, mine: true },
  { ...one, topic: 'a', hour: 8, what: 'requested', n: 2 },
  { ...one, what: 'waited_1_to_3', n: 3 },
  { ...one, day: '2026-12-02', what: 'vanished', n: 1 },
  { ...one, day: '2026-12-03', what: 'requested', n: 9 },
];
const period = { from: '2026-11-30', until: '2026-12-02' };
const ask = (topic: string | null) => host.statistics('c', period.from, period.until, topic);

/** A sheet's rows, each by the names of its columns. */
const read = ({ columns, rows }: Sheet): Record<string, string | number>[] =>
  rows.map((row) =>
    Object.fromEntries(
      row.map((cell, at) => [
        columns[at] ?? '',
        cell.is === 'number' ? cell.number : cell.is === 'day' ? cell.day : cell.text,
      ]),
    ),
  );

it('every day has its row, and all of them together are what the page says', async () => {
  const all = await ask(null);
  const [days] = centreSheets(words, period, all, null).map(read);
  expect(days?.map((row) => [row.Tag, row.Anfragen, row.Angenommen, row.Abgebrochen])).toEqual([
    ['2026-11-30', 7, 3, 0],
    ['2026-12-01', 0, 0, 0],
    ['2026-12-02', 0, 0, 1],
  ]);
  expect(days?.[0]?.['Wartezeit bis zur Annahme: 1 bis unter 3 Minuten']).toBe(3);
  for (const figure of FIGURES) {
    const inRows = days?.reduce((sum, row) => sum + Number(row[words.t(figure.word)]), 0);
    expect(inRows).toBe(total(all.days, figure));
  }
});

it('topics and hours have theirs, and nothing is called by a key', async () => {
  const sheets = centreSheets(words, period, await ask(null), null);
  expect(sheets.map(({ name }) => name)).toEqual(['Tage', 'Fachbereiche', 'Stunden']);
  expect(sheets.flatMap(({ columns }) => columns).filter((name) => name.includes('statistics-'))).toEqual([]);
  for (const { columns, rows } of sheets) {
    expect(new Set(columns).size).toBe(columns.length);
    for (const row of rows) expect(row).toHaveLength(columns.length);
  }
  const [, topics, hours] = sheets.map(read);
  expect(topics?.map((row) => [row.Fachbereich, row.Anfragen])).toEqual([
    ['Schulden', 2],
    ['Sucht', 5],
  ]);
  expect(hours).toHaveLength(7 * 24);
  expect(hours?.filter((row) => row.Anfragen !== 0)).toEqual([
    { Wochentag: 'Montag', Stunde: 8, Anfragen: 2, Angenommen: 0 },
    { Wochentag: 'Montag', Stunde: 19, Anfragen: 5, Angenommen: 3 },
  ]);
});

it('of one topic only that is listed', async () => {
  const [days, topics] = centreSheets(words, period, await ask('a'), 'a').map(read);
  expect(topics?.map((row) => [row.Fachbereich, row.Anfragen])).toEqual([['Schulden', 2]]);
  expect(days?.[0]?.Anfragen).toBe(2);
});

it('of a person there is what that person did', async () => {
  const own = await host.ownStatistics(period.from, period.until);
  const [days] = ownSheets(words, period, own).map(read);
  expect(days?.[0]).toEqual({
    Tag: '2026-11-30',
    Angenommen: 3,
    Gespräche: 0,
    'Gesendete Nachrichten': 0,
    'Angebote verpasst': 0,
  });
});
