/** Values of settings in words. */
import type { Words } from '../kit/words.svelte';

export function onOrOff(words: Words, on: unknown): string {
  return words.t(on === true ? 'settings-on' : 'settings-off');
}

/** Names as a list, in the order of the alphabet. */
export function namesOf(words: Words, names: string[]): string {
  if (names.length === 0) return words.t('settings-nothing');
  return words.list([...names].sort((one, other) => one.localeCompare(other)));
}
