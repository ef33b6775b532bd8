/** Periods of calendar days, written as `2026-11-30`. None of it knows a zone but the first function. */
import type { Moment } from '../generated/protocol';

export type Day = string;

/** Both days belong to it. */
export type Period = { from: Day; until: Day };

/** How a period is chosen; `own`: by its days. */
export const CHOICES = ['week', 'month', 'last_month', 'year', 'own'] as const;
export type Choice = (typeof CHOICES)[number];

/** Why days are no period that can be asked for. */
export type Wrong = 'missing' | 'order' | 'long';

/** Days of a period at most: those of the server. */
export const MOST_DAYS = 367;

const DAY = 24 * 60 * 60_000;

/** The day where the reader is. */
export function dayAt(now: Moment): Day {
  const at = new Date(now);
  return dayOf(at.getFullYear(), at.getMonth(), at.getDate());
}

/** Months begin at 0; a day beyond a month's last one lies in the next month. */
function dayOf(year: number, month: number, day: number): Day {
  return new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10);
}

function partsOf(day: Day): [year: number, month: number, day: number] {
  const at = new Date(momentOf(day));
  return [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
}

/** The beginning of the day in UTC, for a formatter that writes in UTC. */
export function momentOf(day: Day): Moment {
  return Date.parse(`${day}T00:00:00Z`);
}

export function plusDays(day: Day, days: number): Day {
  return new Date(momentOf(day) + days * DAY).toISOString().slice(0, 10);
}

/** 1 is Monday, 7 is Sunday. */
export function weekdayOf(day: Day): number {
  return new Date(momentOf(day)).getUTCDay() || 7;
}

/** How many days it has. */
export function lengthOf({ from, until }: Period): number {
  return Math.round((momentOf(until) - momentOf(from)) / DAY) + 1;
}

export function daysOf(period: Period): Day[] {
  return Array.from({ length: Math.max(0, lengthOf(period)) }, (_, at) => plusDays(period.from, at));
}

/** The period of a choice; what has only begun goes until today. */
export function periodOf(choice: Exclude<Choice, 'own'>, today: Day): Period {
  const [year, month] = partsOf(today);
  switch (choice) {
    case 'week':
      return { from: plusDays(today, 1 - weekdayOf(today)), until: today };
    case 'month':
      return { from: dayOf(year, month, 1), until: today };
    case 'last_month':
      return { from: dayOf(year, month - 1, 1), until: dayOf(year, month, 0) };
    case 'year':
      return { from: dayOf(year, 0, 1), until: today };
  }
}

/** What a period is compared with: as much of the week, month or year before, otherwise as many days before it. */
export function before(choice: Choice, { from, until }: Period): Period {
  const [year, month] = partsOf(from);
  switch (choice) {
    case 'week':
      return { from: plusDays(from, -7), until: plusDays(until, -7) };
    case 'month':
      return { from: dayOf(year, month - 1, 1), until: inMonth(year, month - 1, until) };
    case 'last_month':
      return { from: dayOf(year, month - 1, 1), until: dayOf(year, month, 0) };
    case 'year':
      return { from: dayOf(year - 1, 0, 1), until: inMonth(year - 1, partsOf(until)[1], until) };
    case 'own':
      return { from: plusDays(from, -lengthOf({ from, until })), until: plusDays(from, -1) };
  }
}

/** The same day of another month, or the last one that it has. */
function inMonth(year: number, month: number, like: Day): Day {
  const [, , day] = partsOf(like);
  const last = dayOf(year, month + 1, 0);
  return day < partsOf(last)[2] ? dayOf(year, month, day) : last;
}

/** What is wrong with typed days; a field of which a part is missing is empty. */
export function wrongWith(period: Period): Wrong | null {
  if (!isDay(period.from) || !isDay(period.until)) return 'missing';
  if (period.until < period.from) return 'order';
  return lengthOf(period) > MOST_DAYS ? 'long' : null;
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(momentOf(text));
}
