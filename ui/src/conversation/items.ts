/** How items of a transcript are identified, merged and labelled; the same for both sides. */
import type { ChatCardState, Delivery, Finding, TranscriptItem, TranscriptView, WhyFailed } from '../generated/desk';
import type { Moment } from '../generated/protocol';
import type { IconName } from '../kit/Icon.svelte';
import type { Words } from '../kit/words.svelte';

/** The sign and the word of each delivery state. */
export const DELIVERY: Record<Delivery, { icon: IconName; word: string }> = {
  waiting: { icon: 'clock', word: 'chat-waiting' },
  stored: { icon: 'check', word: 'chat-stored' },
  delivered: { icon: 'checks', word: 'chat-delivered' },
  read: { icon: 'eye', word: 'chat-read' },
  failed: { icon: 'alert', word: 'chat-failed' },
};

/** Why a message was not sent, where something can be done about it. */
export const WHY_FAILED: Record<WhyFailed, string> = {
  too_large_for_proxy: 'chat-failed-too-large-for-proxy',
  not_ours: 'chat-failed-not-ours',
  stalled: 'chat-failed-stalled',
};

/** The tag of each state of a chat. */
export const STATE_TAG: Record<ChatCardState['is'], { word: string; look: string }> = {
  active: { word: 'desk-state-active', look: '' },
  accepted: { word: 'desk-state-accepted', look: 'asking' },
  ended: { word: 'desk-state-ended', look: 'over' },
};

/** The identity of an item, which stays when its state changes. */
export function keyOf(item: TranscriptItem): string {
  return item.is === 'message' || item.is === 'finding' ? item.id : item.is;
}

/** The sentence of each finding. */
const FINDING: Record<Finding['is'], string> = {
  repeated: 'chat-finding-repeated',
  out_of_order: 'chat-finding-out-of-order',
  missing: 'chat-finding-missing',
  redated: 'chat-finding-redated',
  does_not_open: 'chat-finding-does-not-open',
};

/** What a finding says of a message that is shown with this time. */
export function findingText(words: Words, finding: Finding, at: Moment): string {
  if (finding.is !== 'redated') return words.t(FINDING[finding.is]);
  const { sent } = finding;
  const key = words.sameDay(sent, at) ? FINDING.redated : 'chat-finding-redated-day';
  return words.t(key, { day: words.date(sent), time: words.time(sent) });
}

/** Puts a newer view behind what was loaded before it; older items that were asked for stay. */
export function follow(known: TranscriptView | undefined, next: TranscriptView): TranscriptView {
  const head = next.items[0];
  if (known === undefined || head === undefined) return next;
  const at = known.items.findIndex((item) => keyOf(item) === keyOf(head));
  if (at <= 0) return next;
  return { ...next, items: [...known.items.slice(0, at), ...next.items], earlier: known.earlier };
}

/** Puts older items before what is known. */
export function precede(known: TranscriptView, older: TranscriptView): TranscriptView {
  const keys = new Set(known.items.map(keyOf));
  const fresh = older.items.filter((item) => !keys.has(keyOf(item)));
  return { ...known, items: [...fresh, ...known.items], earlier: older.earlier };
}

/** The first message, for asking what lies before it. */
export function firstMessage(view: TranscriptView): string | null {
  for (const item of view.items) if (item.is === 'message') return item.id;
  return null;
}
