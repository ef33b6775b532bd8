/** The rows of a transcript: days, what happened in the chat, and messages in groups of one sender. */
import type { Entry, MessageEntry } from '../generated/desk';
import { keyOf } from './entries';

/** Messages of one sender stand together when no more than this lies between two of them, in milliseconds. */
export const TOGETHER = 2 * 60_000;

export type Row =
  | { is: 'day'; key: string; at: number; sealed: boolean }
  | { is: 'unread'; key: string }
  | { is: 'event'; key: string; entry: Exclude<Entry, { is: 'message' }> }
  | {
      is: 'message';
      key: string;
      entry: MessageEntry;
      /** The first one of its group. */
      first: boolean;
      /** Its time and delivery are shown below it. */
      dated: boolean;
    };

/** Makes rows of entries. `sameDay` says whether two moments are on one day where the reader is. */
export function rowsOf(entries: Entry[], sameDay: (one: number, other: number) => boolean): Row[] {
  const rows: Row[] = [];
  let before: Entry | null = null;
  entries.forEach((entry, at) => {
    const key = keyOf(entry);
    const day = before === null || !sameDay(before.at, entry.at);
    if (day) rows.push({ is: 'day', key: `day-${key}`, at: entry.at, sealed: before === null });
    if (entry.is === 'message') {
      if (entry.first_unread) rows.push({ is: 'unread', key: `unread-${key}` });
      const first = day || entry.first_unread || !together(before, entry);
      rows.push({ is: 'message', key, entry, first, dated: isDated(entry, entries[at + 1], sameDay) });
    } else {
      rows.push({ is: 'event', key, entry });
    }
    before = entry;
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

function together(before: Entry | null, entry: MessageEntry): boolean {
  return before?.is === 'message' && before.mine === entry.mine && entry.at - before.at <= TOGETHER;
}

/** The last one of a group is dated, and one whose delivery differs from that of the next. */
function isDated(
  entry: MessageEntry,
  next: Entry | undefined,
  sameDay: (one: number, other: number) => boolean,
): boolean {
  if (next?.is !== 'message' || next.first_unread || !sameDay(entry.at, next.at)) return true;
  if (!together({ is: 'message', ...entry }, next)) return true;
  return entry.mine && entry.state !== next.state;
}
