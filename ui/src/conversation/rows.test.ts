import { expect, it } from 'vitest';
import type { Delivery, TranscriptItem } from '../generated/desk';
import { TOGETHER, reuse, rowsOf } from './rows';

const DAY = 24 * 60 * 60_000;
const sameDay = (one: number, other: number): boolean => Math.floor(one / DAY) === Math.floor(other / DAY);
type Message = TranscriptItem & { is: 'message' };
const message = (id: string, at: number, rest: Partial<Message> = {}): TranscriptItem => ({
  is: 'message',
  id,
  mine: false,
  at,
  body: { is: 'text', text: id },
  state: 'read',
  first_unread: false,
  ...rest,
});
const own = (id: string, at: number, state: Delivery): TranscriptItem => message(id, at, { mine: true, state });

/** Each row as a word: `(a` begins a group, `a)` is dated. */
const shape = (items: TranscriptItem[]): string[] =>
  rowsOf(items, sameDay).map((row) =>
    row.is === 'message' ? `${row.first ? '(' : ''}${row.key}${row.dated ? ')' : ''}` : row.is,
  );

it('messages of one sender within two minutes are a group with one time', () => {
  const items = [
    message('a', 0),
    message('b', TOGETHER),
    message('c', 2 * TOGETHER + 1),
    message('d', 2 * TOGETHER + 2, { mine: true }),
  ];
  expect(shape(items)).toEqual(['day', '(a', 'b)', '(c)', '(d)']);
});

it('a new day, an event and the unread mark end a group', () => {
  const items: TranscriptItem[] = [
    { is: 'began', at: DAY - 3 },
    message('a', DAY - 2),
    message('b', DAY - 1),
    message('c', DAY),
    message('d', DAY + 1, { first_unread: true }),
    { is: 'ended', at: DAY + 2, how: 'by_seeker' },
  ];
  expect(shape(items)).toEqual(['day', 'event', '(a', 'b)', 'day', '(c)', 'unread', '(d)', 'event']);
});

it('the delivery is shown wherever it differs from that of the next message', () => {
  const items = [own('a', 0, 'read'), own('b', 1, 'read'), own('c', 2, 'failed'), own('d', 3, 'waiting')];
  expect(shape(items)).toEqual(['day', '(a', 'b)', 'c)', 'd)']);
});

it('the first day says that the chat is sealed', () => {
  const rows = rowsOf([message('a', 0), message('b', DAY)], sameDay);
  expect(rows.filter((row) => row.is === 'day').map((row) => row.sealed)).toEqual([true, false]);
});

it('rows that say the same as before stay the same objects', () => {
  const before = rowsOf([message('a', 0), own('b', 1, 'stored')], sameDay);
  const after = rowsOf([message('a', 0), own('b', 1, 'read'), message('c', 2)], sameDay);
  const rows = reuse(before, after);
  expect(rows).toEqual(after);
  expect(rows.map((row, at) => row === before[at])).toEqual([true, true, false, false]);
});
