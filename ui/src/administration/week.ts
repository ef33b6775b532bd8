/** Opening hours of a week as intervals: moved and typed in steps of a quarter of an hour, never overlapping. */
import type { Interval } from '../generated/protocol';

export const DAY = 24 * 60;
/** The shortest interval, and the step of dragging, in minutes. */
export const STEP = 15;
export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;

/** By day and time. */
export function sorted(week: readonly Interval[]): Interval[] {
  return [...week].sort(
    (one, other) => one.weekday - other.weekday || one.from - other.from || one.until - other.until,
  );
}

/** To the nearest step of the day. */
export function snapped(minutes: number): number {
  return Math.min(DAY, Math.max(0, Math.round(minutes / STEP) * STEP));
}

/** The free time around a moment of a day, without the interval that is being changed; null where it is taken. */
export function freeAround(
  week: readonly Interval[],
  weekday: number,
  at: number,
): { from: number; until: number } | null {
  const others = week.filter((one) => one.weekday === weekday);
  if (others.some(({ from, until }) => at > from && at < until)) return null;
  const from = Math.max(0, ...others.filter(({ until }) => until <= at).map(({ until }) => until));
  const until = Math.min(DAY, ...others.filter(({ from }) => from >= at).map(({ from }) => from));
  return { from, until };
}

/** A new interval between two moments of a day, as far as there is room around the first; null where there is none. */
export function drawn(week: readonly Interval[], weekday: number, start: number, end: number): Interval | null {
  const free = freeAround(week, weekday, start);
  if (free === null || free.until - free.from < STEP) return null;
  const [low, high] = [Math.min(start, end), Math.max(start, end)].map(snapped) as [number, number];
  const from = Math.min(Math.max(free.from, low), free.until - STEP);
  const until = Math.min(free.until, Math.max(high, from + STEP));
  return { weekday, from, until };
}

/** An interval moved by so many minutes, perhaps to another day; where it does not fit it stays as it is. */
export function moved(others: readonly Interval[], it: Interval, by: number, weekday: number): Interval {
  const length = it.until - it.from;
  const from = Math.min(DAY - length, Math.max(0, snapped(it.from + by)));
  const there = { weekday, from, until: from + length };
  return others.some((one) => overlap(one, there)) ? it : there;
}

/** An interval with its beginning or its end elsewhere, as far as its neighbours and its shortest length let it. */
export function resized(others: readonly Interval[], it: Interval, edge: 'from' | 'until', at: number): Interval {
  const day = others.filter(({ weekday }) => weekday === it.weekday);
  if (edge === 'from') {
    const least = Math.max(0, ...day.filter(({ until }) => until <= it.from).map(({ until }) => until));
    return { ...it, from: Math.max(least, Math.min(snapped(at), it.until - STEP)) };
  }
  const most = Math.min(DAY, ...day.filter(({ from }) => from >= it.until).map(({ from }) => from));
  return { ...it, until: Math.min(most, Math.max(snapped(at), it.from + STEP)) };
}

export function overlap(one: Interval, other: Interval): boolean {
  return one.weekday === other.weekday && one.from < other.until && other.from < one.until;
}

/** Another interval for a day: an hour after its last one, or from nine to five; null where the day is full. */
export function another(week: readonly Interval[], weekday: number): Interval | null {
  const day = sorted(week).filter((one) => one.weekday === weekday);
  const last = day.at(-1);
  if (last === undefined) return { weekday, from: 9 * 60, until: 17 * 60 };
  for (const from of [last.until + 60, last.until, 0]) {
    const made = drawn(week, weekday, from, from + 120);
    if (made !== null && !week.some((one) => overlap(one, made))) return made;
  }
  return null;
}

export type WeekFault = 'topics-hours-order' | 'topics-hours-overlap';

/** What is wrong with an interval among the others. */
export function faultOf(week: readonly Interval[], at: number): WeekFault | null {
  const it = week[at];
  if (it === undefined) return null;
  if (it.from >= it.until) return 'topics-hours-order';
  return week.some((other, index) => index !== at && overlap(other, it)) ? 'topics-hours-overlap' : null;
}

/** "09:00" as minutes since midnight; as an end, "00:00" is midnight after the day. Null where it is no time. */
export function minutesOf(text: string, end: boolean): number | null {
  const [, hours, minutes] = /^(\d{2}):(\d{2})/.exec(text) ?? [];
  if (hours === undefined || minutes === undefined) return null;
  const total = Number(hours) * 60 + Number(minutes);
  return end && total === 0 ? DAY : total;
}

/** Minutes since midnight as a field of time takes them. */
export function clockOf(minutes: number): string {
  const within = minutes % DAY;
  return `${String(Math.floor(within / 60)).padStart(2, '0')}:${String(within % 60).padStart(2, '0')}`;
}
