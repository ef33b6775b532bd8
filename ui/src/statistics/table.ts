/** Counts as sheets of an Excel file, with typed cells. */
import type { Cell, Sheet } from '../generated/desk';
import type { OwnStatistics, Statistics, TopicId } from '../generated/protocol';
import { dayName } from '../kit/phrases';
import type { Words } from '../kit/words.svelte';
import { ACCEPTED, FIGURES, MORE_FIGURES, OWN_FIGURES, REQUESTED, TALKED, WAITED, grouped, total } from './counts';
import type { Count, Figure } from './counts';
import { daysOf, type Day, type Period } from './period';

const text = (text: string): Cell => ({ is: 'text', text });
const number = (number: number): Cell => ({ is: 'number', number });
const day = (day: Day): Cell => ({ is: 'day', day });

/** A column of counts: what stands over it, and of what it is. */
type Column = { name: string; figure: Figure };

const columnsOf = (words: Words, figures: readonly Figure[], kind = ''): Column[] =>
  figures.map((figure) => ({ name: `${kind}${words.t(figure.word)}`, figure }));

const cells = (columns: Column[], counts: readonly Count[]): Cell[] =>
  columns.map(({ figure }) => number(total(counts, figure)));

/** Everything that is known of a centre; of one topic where only that was asked for. */
export function centreSheets(words: Words, period: Period, all: Statistics, topic: TopicId | null): Sheet[] {
  const { t } = words;
  const columns = [
    ...columnsOf(words, [...FIGURES, ...MORE_FIGURES]),
    ...columnsOf(words, WAITED, `${t('statistics-waited')}: `),
    ...columnsOf(words, TALKED, `${t('statistics-talked')}: `),
  ];
  const names = columns.map(({ name }) => name);
  const byTopic = grouped(all.by_topic, (count) => count.topic);
  const topics = all.topics.filter(({ id }) => topic === null || id === topic);
  return [
    { name: t('statistics-sheet-days'), columns: [t('statistics-day'), ...names], rows: dayRows(columns, period, all) },
    {
      name: t('statistics-sheet-topics'),
      columns: [t('statistics-topic'), ...names],
      rows: topics.map(({ id, name }) => [text(name), ...cells(columns, byTopic.get(id) ?? [])]),
    },
    hours(words, all),
  ];
}

/** What one person did. */
export function ownSheets(words: Words, period: Period, own: OwnStatistics): Sheet[] {
  const columns = columnsOf(words, OWN_FIGURES);
  const names = columns.map(({ name }) => name);
  const rows = dayRows(columns, period, own);
  return [{ name: words.t('statistics-sheet-days'), columns: [words.t('statistics-day'), ...names], rows }];
}

/** Every day has its row, so that sheets of one length fit together. */
function dayRows(columns: Column[], period: Period, { days }: Pick<Statistics, 'days'>): Cell[][] {
  const byDay = grouped(days, (count) => count.day);
  return daysOf(period).map((of) => [day(of), ...cells(columns, byDay.get(of) ?? [])]);
}

function hours(words: Words, all: Statistics): Sheet {
  const { t } = words;
  const byHour = grouped(all.hours, ({ weekday, hour }) => weekday * 24 + hour);
  const columns = columnsOf(words, [REQUESTED, ACCEPTED]);
  return {
    name: t('statistics-sheet-hours'),
    columns: [t('statistics-weekday'), t('statistics-hour'), ...columns.map(({ name }) => name)],
    rows: [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) =>
      Array.from({ length: 24 }, (_, hour) => [
        text(dayName(words, weekday, 'long')),
        number(hour),
        ...cells(columns, byHour.get(weekday * 24 + hour) ?? []),
      ]),
    ),
  };
}
