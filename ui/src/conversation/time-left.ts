/** The time left in a chat, in words. */
import { CHAT_WARNINGS } from '../generated/protocol';
import type { Words } from '../kit/words.svelte';

const MINUTE = 60_000;

/** Whole minutes until the end; never below zero. */
export function minutesLeft(ends: number, now: number): number {
  return Math.max(0, Math.ceil((ends - now) / MINUTE));
}

/** "noch 2 h 41 min". */
export function timeLeft(words: Words, ends: number, now: number): string {
  const minutes = minutesLeft(ends, now);
  if (ends - now < MINUTE) return words.t('chat-left-moment');
  if (minutes < 60) return words.t('chat-left-minutes', { minutes });
  return words.t('chat-left-hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}

/** The warning that holds, as the minutes it is given before the end; null while there is more time than that. */
export function warning(ends: number, now: number): number | null {
  const reached = CHAT_WARNINGS.map((left) => left / MINUTE).filter((minutes) => minutesLeft(ends, now) <= minutes);
  return reached.length === 0 ? null : Math.min(...reached);
}
