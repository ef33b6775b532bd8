/** Sums of counts, by the stable names of what is counted. */
import { daysOf, plusDays, weekdayOf, type Day, type Period } from './period';

/** Something that was counted, and how often. */
export type Count = { what: string; n: number };

/** A number that is shown: its sentence, and what it is the sum of. */
export type Figure = { word: string; whats: readonly string[] };

export const REQUESTED: Figure = { word: 'statistics-requested', whats: ['requested'] };
export const ACCEPTED: Figure = { word: 'statistics-accepted', whats: ['accepted'] };
const CANCELLED: Figure = {
  word: 'statistics-cancelled',
  whats: ['withdrawn', 'vanished', 'declined', 'no_answer'],
};
const BEGAN: Figure = { word: 'statistics-began', whats: ['began'] };
const OFFERS_MISSED: Figure = { word: 'statistics-offers-missed', whats: ['offer_missed'] };

/** Of a centre. */
export const FIGURES: readonly Figure[] = [
  REQUESTED,
  ACCEPTED,
  CANCELLED,
  BEGAN,
  { word: 'statistics-messages', whats: ['message_of_seeker', 'message_of_counsellor'] },
  { word: 'statistics-files', whats: ['file'] },
];

/** Of a topic. */
export const TOPIC_FIGURES: readonly Figure[] = [REQUESTED, ACCEPTED, CANCELLED, BEGAN];

/** Of one person. */
export const OWN_FIGURES: readonly Figure[] = [
  ACCEPTED,
  BEGAN,
  { word: 'statistics-messages-sent', whats: ['message_of_counsellor'] },
  OFFERS_MISSED,
];

/** What became of requests beside that; only a table of all numbers has it. */
export const MORE_FIGURES: readonly Figure[] = [
  { word: 'statistics-moved-to-written', whats: ['moved_to_written'] },
  { word: 'statistics-line-closed', whats: ['line_closed'] },
  OFFERS_MISSED,
  { word: 'statistics-offers-rejected', whats: ['offer_rejected'] },
];

/** How long it took until a request was accepted. */
export const WAITED: readonly Figure[] = [
  { word: 'statistics-under-1', whats: ['waited_under_1'] },
  { word: 'statistics-1-to-3', whats: ['waited_1_to_3'] },
  { word: 'statistics-3-to-5', whats: ['waited_3_to_5'] },
  { word: 'statistics-5-to-10', whats: ['waited_5_to_10'] },
  { word: 'statistics-over-10', whats: ['waited_over_10'] },
];

/** How long conversations lasted. */
export const TALKED: readonly Figure[] = [
  { word: 'statistics-under-5', whats: ['talked_under_5'] },
  { word: 'statistics-5-to-15', whats: ['talked_5_to_15'] },
  { word: 'statistics-15-to-30', whats: ['talked_15_to_30'] },
  { word: 'statistics-30-to-60', whats: ['talked_30_to_60'] },
  { word: 'statistics-over-60', whats: ['talked_over_60'] },
];

/** How often that happened in all. */
export function total(counts: readonly Count[], { whats }: Figure): number {
  return counts.reduce((sum, { what, n }) => (whats.includes(what) ? sum + n : sum), 0);
}

/** Whether any of it happened. */
export function happened(counts: readonly Count[], figures: readonly Figure[]): boolean {
  return figures.some((figure) => total(counts, figure) > 0);
}

/** The counts that belong to a key, for every key once. */
export function grouped<T extends Count, Key>(counts: readonly T[], keyOf: (count: T) => Key): Map<Key, T[]> {
  const groups = new Map<Key, T[]>();
  for (const count of counts) {
    const key = keyOf(count);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [count]);
    else group.push(count);
  }
  return groups;
}

/** Days that are drawn as one: a day, or a week from its Monday on. */
export type Span = { period: Period; counts: Count[] };

/** Beyond this many days they are drawn by the week. */
const MOST_BARS = 62;

/** A period day by day, or week by week where it is long. Its first and last week may be short. */
export function spansOf(period: Period, counts: readonly (Count & { day: Day })[]): Span[] {
  const byDay = grouped(counts, ({ day }) => day);
  const days = daysOf(period);
  if (days.length <= MOST_BARS) {
    return days.map((day) => ({ period: { from: day, until: day }, counts: byDay.get(day) ?? [] }));
  }
  const weeks = grouped(
    days.map((day) => ({ day, what: '', n: 0 })),
    ({ day }) => plusDays(day, 1 - weekdayOf(day)),
  );
  return [...weeks.values()].map((week) => ({
    period: { from: week[0]?.day ?? period.from, until: week.at(-1)?.day ?? period.until },
    counts: week.flatMap(({ day }) => byDay.get(day) ?? []),
  }));
}

/** Heights of the lines behind bars, from 0 to a round one that is not below the highest bar. */
export function lines(highest: number): number[] {
  const step = roundStep(Math.max(1, highest) / 4);
  const count = Math.max(1, Math.ceil(highest / step));
  return Array.from({ length: count + 1 }, (_, at) => at * step);
}

/** A whole step of the kind 1, 2, 5, 10, 20, 50 … */
function roundStep(least: number): number {
  const ten = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  return [1, 2, 5, 10].map((factor) => factor * ten).find((step) => step >= least) ?? 10 * ten;
}

/** How dark a cell is, from 0 for nothing to 4 for the most. */
export function shade(n: number, most: number): number {
  return n === 0 ? 0 : Math.ceil((n / Math.max(1, most)) * 4);
}

/** Share in whole percent; of nothing it is none. */
export function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 100);
}
