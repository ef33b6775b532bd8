/** Why a chat is over, as far as its page can know. */
import type { EndingView, Moment } from '../generated/protocol';
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

/** How a chat ended whose end its page has missed; `now` by the server's clock. */
export function missedEnd(kept: Stored | null, now: Moment): Over {
  const { reached = 'waiting', ends } = kept ?? {};
  if (reached !== 'active') return 'place_lost';
  return ends !== undefined && now >= ends ? 'time_limit' : 'signed_out';
}
