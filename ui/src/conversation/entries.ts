/** How items of a transcript are identified, merged and labelled; the same for both sides. */
import type { ChatCardState, Delivery, Entry, TranscriptView } from '../generated/desk';
import type { IconName } from '../kit/Icon.svelte';

/** The sign and the word of each delivery state. */
export const DELIVERY: Record<Delivery, { icon: IconName; word: string }> = {
  waiting: { icon: 'clock', word: 'chat-waiting' },
  stored: { icon: 'check', word: 'chat-stored' },
  delivered: { icon: 'checks', word: 'chat-delivered' },
  read: { icon: 'eye', word: 'chat-read' },
  failed: { icon: 'alert', word: 'chat-failed' },
};

/** The tag of each state of a chat. */
export const STATE_TAG: Record<ChatCardState['is'], { word: string; look: string }> = {
  active: { word: 'desk-state-active', look: '' },
  accepted: { word: 'desk-state-accepted', look: 'asking' },
  ended: { word: 'desk-state-ended', look: 'over' },
};

/** The identity of an item, which stays when its state changes. */
export function keyOf(entry: Entry): string {
  return entry.is === 'message' ? entry.id : entry.is;
}

/** Puts a newer view behind what was loaded before it; older entries that were asked for stay. */
export function follow(known: TranscriptView | undefined, next: TranscriptView): TranscriptView {
  const head = next.entries[0];
  if (known === undefined || head === undefined) return next;
  const at = known.entries.findIndex((entry) => keyOf(entry) === keyOf(head));
  if (at <= 0) return next;
  return { ...next, entries: [...known.entries.slice(0, at), ...next.entries], earlier: known.earlier };
}

/** Puts older entries before what is known. */
export function precede(known: TranscriptView, older: TranscriptView): TranscriptView {
  const keys = new Set(known.entries.map(keyOf));
  const fresh = older.entries.filter((entry) => !keys.has(keyOf(entry)));
  return { ...known, entries: [...fresh, ...known.entries], earlier: older.earlier };
}

/** The first message, for asking what lies before it. */
export function firstMessage(view: TranscriptView): string | null {
  for (const entry of view.entries) if (entry.is === 'message') return entry.id;
  return null;
}
