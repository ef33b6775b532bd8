/** The rows of a transcript: days, what happened in the chat, and messages in groups of one sender. */
import type { TranscriptItem, MessageItem } from '../generated/desk';
import { keyOf } from './items';

/** Messages of one sender stand together when no more than this lies between two of them, in milliseconds. */
export const TOGETHER = 2 * 60_000;

export type Row =
  | { is: 'day'; key: string; at: number; sealed: boolean }
  | { is: 'unread'; key: string }
  | { is: 'event'; key: string; item: Exclude<TranscriptItem, { is: 'message' | 'finding' }> }
  | { is: 'finding'; key: string; item: TranscriptItem & { is: 'finding' } }
  | {
      is: 'message';
      key: string;
      item: MessageItem;
      /** The first one of its group. */
      first: boolean;
      /** Its time and delivery are shown below it. */
      dated: boolean;
    };

/** Makes rows of items. `sameDay` says whether two moments are on one day where the reader is. */
export function rowsOf(items: TranscriptItem[], sameDay: (one: number, other: number) => boolean): Row[] {
  const rows: Row[] = [];
  let before: TranscriptItem | null = null;
  items.forEach((item, at) => {
    const key = keyOf(item);
    const day = before === null || !sameDay(before.at, item.at);
    if (day) rows.push({ is: 'day', key: `day-${key}`, at: item.at, sealed: before === null });
    if (item.is === 'message') {
      if (item.first_unread) rows.push({ is: 'unread', key: `unread-${key}` });
      const first = day || item.first_unread || !together(before, item);
      rows.push({ is: 'message', key, item, first, dated: isDated(item, items[at + 1], sameDay) });
    } else if (item.is === 'finding') {
      rows.push({ is: 'finding', key, item });
    } else {
      rows.push({ is: 'event', key, item });
    }
    before = item;
  });
  return rows;
}

/** The newer rows, with the objects of those that say the same as before: what is drawn of them stays untouched. */
export function reuse(before: Row[], rows: Row[]): Row[] {
  const known = new Map(before.map((row) => [row.key, row]));
  return rows.map((row) => {
    const same = known.get(row.key);
    return same !== undefined && JSON.stringify(same) === JSON.stringify(row) ? same : row;
  });
}

function together(before: TranscriptItem | null, item: MessageItem): boolean {
  return before?.is === 'message' && before.mine === item.mine && item.at - before.at <= TOGETHER;
}

/** The last one of a group is dated, and one whose delivery differs from that of the next. */
function isDated(
  item: MessageItem,
  next: TranscriptItem | undefined,
  sameDay: (one: number, other: number) => boolean,
): boolean {
  if (next?.is !== 'message' || next.first_unread || !sameDay(item.at, next.at)) return true;
  if (!together({ is: 'message', ...item }, next)) return true;
  return item.mine && item.state !== next.state;
}
