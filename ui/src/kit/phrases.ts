/** Names and times that several features say in the same way. */
import type { Words } from './words.svelte';

const MINUTE = 60_000;

/** What a seeker is called. */
export function seekerName(words: Words, number: number): string {
  return words.t('chat-seeker', { number: String(number) });
}

/** Several seekers as a list. */
export function seekerNames(words: Words, numbers: number[]): string {
  return words.list(numbers.map((number) => seekerName(words, number)));
}

/** How long something has lasted, in words. */
export function age(words: Words, since: number, now: number): string {
  const minutes = Math.floor(Math.max(0, now - since) / MINUTE);
  if (minutes < 1) return words.t('desk-age-now');
  if (minutes < 60) return words.t('desk-age-minutes', { minutes });
  return words.t('desk-age-hours', { hours: Math.floor(minutes / 60) });
}

/** How long ago something was, in words. */
export function ago(words: Words, at: number, now: number): string {
  const minutes = Math.floor(Math.max(0, now - at) / MINUTE);
  if (minutes < 1) return words.t('desk-age-now');
  if (minutes < 60) return words.t('desk-ago-minutes', { minutes });
  return words.t('desk-ago-hours', { hours: Math.floor(minutes / 60) });
}

/** A weekday, "Mo" or "Montag". 1 is Monday. */
export function dayName(words: Words, weekday: number, form: 'short' | 'long' = 'short'): string {
  // The first of January 2024 was a Monday.
  return new Intl.DateTimeFormat(words.language, { weekday: form, timeZone: 'UTC' }).format(Date.UTC(2024, 0, weekday));
}
