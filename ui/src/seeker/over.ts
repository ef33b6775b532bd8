/** Why a chat is over, as far as its page can know. */
import type { EndingView } from '../generated/protocol';
import type { Stored } from './kept';

/**
 * The server tells a page that was away only that it no longer knows the chat: `place_lost` when it had not begun,
 * `signed_out` when it had.
 */
export type Over = EndingView | 'place_lost' | 'signed_out';

/** Whether the seeker lost a place in line, and may have one again. */
export function mayRejoin(how: Over): boolean {
  return how === 'vanished' || how === 'no_answer' || how === 'place_lost';
}

/**
 * How a chat ended whose end its page has missed. That its time was over is never said: the counsellor may have ended it
 * before, and a page that was just loaded knows only the clock of its device.
 */
export function missedEnd(kept: Stored | null): Over {
  return kept?.reached === 'active' ? 'signed_out' : 'place_lost';
}
