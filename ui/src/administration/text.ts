/** Values of settings in words. */
import type { Interval, Mode, TopicTimes, WeekHours } from '../generated/protocol';
import { dayName } from '../kit/phrases';
import type { Words } from '../kit/words.svelte';
import { TIMES } from './topic';
import { WEEKDAYS, clockOf, sorted } from './week';

export const MODE: Record<Mode, string> = {
  pool: 'topics-mode-pool',
  offer: 'topics-mode-offer',
  suggest: 'topics-mode-suggest',
};

export function onOrOff(words: Words, on: unknown): string {
  return words.t(on === true ? 'settings-on' : 'settings-off');
}

/** Names as a list, in the order of the alphabet. */
export function namesOf(words: Words, names: string[]): string {
  if (names.length === 0) return words.t('settings-nothing');
  return words.list([...names].sort((one, other) => one.localeCompare(other)));
}

/** Opening hours, days with the same hours together: "Mo, Di 09:00–18:00; Fr 09:00–15:00 (Europe/Berlin)". */
export function hoursText(words: Words, { zone, week }: WeekHours): string {
  if (week.length === 0) return words.t('topics-hours-always');
  const days = new Map<string, string[]>();
  for (const weekday of WEEKDAYS) {
    const of = sorted(week).filter((one) => one.weekday === weekday);
    if (of.length === 0) continue;
    const text = of.map(spanText).join(', ');
    days.set(text, [...(days.get(text) ?? []), dayName(words, weekday)]);
  }
  return `${[...days].map(([text, names]) => `${names.join(', ')} ${text}`).join('; ')} (${zone})`;
}

function spanText({ from, until }: Interval): string {
  return `${clockOf(from)}–${until === 24 * 60 ? '24:00' : clockOf(until)}`;
}

export function timesText(words: Words, times: TopicTimes): string {
  const warnings = `${words.t('topics-warnings')}: ${times.warning_minutes.join(', ')}`;
  return [...TIMES.map(({ field, word }) => `${words.t(word)}: ${times[field]}`), warnings].join('; ');
}
