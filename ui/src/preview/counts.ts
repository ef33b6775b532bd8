/** Made-up counts, and the pages that show them in their states. */
import type { Desk } from '../desk/desk.svelte';
import type { SettingsPage } from '../generated/desk';
import type { TopicId } from '../generated/protocol';
import type { CountedHere } from '../host/memory-account';
import { daysOf, weekdayOf } from '../statistics/period';
import { centre, few, hostOf, loaded, press, withCentres } from './administration';

const demo = centre(0, 'Beratungsstelle Demo', few);
const names = few.map(({ id, name }) => ({ id, name }));
const long = [
  ...names.slice(0, 3),
  { id: names[3]?.id ?? '', name: 'Schwangerschaftskonfliktberatung und Familienplanung für alle' },
  ...names.slice(4),
];

/** What becomes of so many requests of an hour. */
function outcomes(requests: number): [what: string, n: number, mine?: boolean][] {
  const accepted = requests - Math.floor(requests / 3);
  return [
    ['requested', requests],
    ['withdrawn', Math.floor(requests / 4)],
    ['no_answer', Math.floor(requests / 7)],
    ['moved_to_written', Math.floor(requests / 6)],
    ['accepted', accepted, true],
    ['began', accepted, true],
    ['waited_under_1', Math.floor(accepted / 2)],
    ['waited_1_to_3', accepted - Math.floor(accepted / 2)],
    ['waited_over_10', Math.floor(accepted / 3)],
    ['talked_5_to_15', Math.floor(accepted / 3)],
    ['talked_30_to_60', accepted - Math.floor(accepted / 3)],
    ['message_of_seeker', accepted * 14],
    ['message_of_counsellor', accepted * 17, true],
    ['offer_missed', Math.floor(requests / 5), true],
    ['file', Math.floor(accepted / 2)],
  ];
}

/** Counts of every day between two; more in the evening and on Mondays, and more with the year. */
export function counts(from: string, until: string, topics: TopicId[]): CountedHere[] {
  return daysOf({ from, until }).flatMap((day, at) =>
    topics.flatMap((topic, place) =>
      [9, 10, 13, 16, 18, 19, 20, 21].flatMap((hour) => {
        const weekday = weekdayOf(day);
        const busy = (hour > 17 ? 3 : 1) + (weekday === 1 ? 2 : 0) - (weekday > 5 ? 3 : 0);
        const requests = Math.max(0, ((at * 7 + hour * 5 + place * 3) % 5) + busy - place - (at % 3));
        return outcomes(requests)
          .filter(([, n]) => n > 0)
          .map(([what, n, mine = false]) => ({ day, weekday, hour, topic, what, n, mine: mine && hour > 17 }));
      }),
    ),
  );
}

const ids = names.map(({ id }) => id);
const year = counts('2025-01-01', '2026-11-21', ids.slice(0, 4));

type MakeDesk = (page: SettingsPage, language: string) => Desk;
type State = ReturnType<typeof withCentres>;
type Act = (app: HTMLElement, desk: Desk) => unknown;

/** Chooses one of a list, as its reader does. */
function choose(app: HTMLElement, at: number, value: string): void {
  const select = app.querySelectorAll('main select')[at];
  if (!(select instanceof HTMLSelectElement)) throw new Error(`no list ${at}`);
  select.value = value;
  select.dispatchEvent(new Event('change', { bubbles: true }));
}

export function statisticsStates(make: MakeDesk): Record<string, State> {
  const of = (counted: CountedHere[], act?: Act, prepare?: (desk: Desk) => void): State =>
    withCentres(
      (page, language) => {
        const desk = make(page, language);
        Object.assign(hostOf(desk).account, { topics: long, counted });
        prepare?.(desk);
        return desk;
      },
      'statistics',
      [demo],
      act,
    );
  const refuse = (desk: Desk): void => void (hostOf(desk).account.refuse = { code: 'server_away' });
  return {
    statistics: of(year),
    'statistics-tables': of(year, (app) => {
      for (const button of app.querySelectorAll<HTMLElement>('main [aria-expanded]')) button.click();
    }),
    'statistics-year': of(year, (app) => choose(app, 0, 'year')),
    'statistics-week': of(counts('2026-11-16', '2026-11-16', ids.slice(0, 1)), (app) => choose(app, 0, 'week')),
    'statistics-topic': of(year, (app) => choose(app, 1, ids[3] ?? '')),
    'statistics-days': of(year, async (app) => {
      choose(app, 0, 'own');
      await loaded();
      const until = app.querySelectorAll<HTMLInputElement>('main input[type=date]')[1];
      if (until === undefined) throw new Error('no days');
      until.value = '2026-10-01';
      until.dispatchEvent(new Event('change', { bubbles: true }));
    }),
    'statistics-none': of([]),
    'statistics-away': of(year, undefined, refuse),
    'statistics-saved': of(year, (app) => press(app, 'main .asked > button')),
    'statistics-not-saved': of(year, async (app, desk) => {
      hostOf(desk).account.refuse = { code: 'no_storage' };
      await loaded();
      press(app, 'main .asked > button');
    }),
  };
}
