/** Days and periods in words. All are formatted in UTC, in which a day begins at its moment. */
import type { Words } from '../kit/words.svelte';
import { momentOf, type Day, type Period } from './period';

const RANGE = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
const SHORT = { day: 'numeric', month: 'numeric', timeZone: 'UTC' } as const;
const LONG = { weekday: 'short', day: 'numeric', month: 'long', timeZone: 'UTC' } as const;

/** "1.–21. November 2026". */
export function rangeText(words: Words, { from, until }: Period): string {
  return new Intl.DateTimeFormat(words.language, RANGE).formatRange(momentOf(from), momentOf(until));
}

/** Writes days in figures, "21.11.". */
export function shortDays(words: Words): (day: Day) => string {
  const format = new Intl.DateTimeFormat(words.language, SHORT);
  return (day) => format.format(momentOf(day));
}

/** Writes a day as "Sa., 21. November", and several as "9.–15. November 2026". */
export function spanTexts(words: Words): (period: Period) => string {
  const [day, range] = [LONG, RANGE].map((form) => new Intl.DateTimeFormat(words.language, form));
  return ({ from, until }) =>
    from === until ? (day?.format(momentOf(from)) ?? '') : (range?.formatRange(momentOf(from), momentOf(until)) ?? '');
}

/** How a number differs from the one before. */
export function comparedText(words: Words, now: number, before: number): string {
  if (now === before) return words.t('statistics-same', { before });
  const key = now > before ? 'statistics-more' : 'statistics-less';
  return words.t(key, { before, difference: Math.abs(now - before) });
}
