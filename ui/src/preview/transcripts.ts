/** What stands in the made-up transcripts. */
import type { Body, TranscriptItem } from '../generated/desk';
import { newId } from '../seal/bytes';
import { TALK } from './talk';

/** 21 November 2026, 19:12 in Berlin. */
export const NOW = Date.UTC(2026, 10, 21, 18, 12);
export const MINUTE = 60_000;
export const id = (number: number): string => newId(NOW + number, new Uint8Array(10));

export const talk: TranscriptItem[] = [
  { is: 'began', at: NOW - 10 * MINUTE },
  ...TALK.map(({ seeker, text, minutesAgo }, at): TranscriptItem => ({
    is: 'message',
    id: id(500 + at),
    mine: !seeker,
    at: NOW - minutesAgo * MINUTE,
    body: { is: 'text', text },
    state: at === 4 ? 'delivered' : 'read',
    first_unread: at === 3,
  })),
];
export const missing: TranscriptItem = { is: 'finding', id: id(603), at: NOW, finding: { is: 'missing' } };
export const unopened: TranscriptItem = { is: 'finding', id: id(604), at: NOW, finding: { is: 'does_not_open' } };
export const broken: TranscriptItem = {
  is: 'message',
  id: id(600),
  mine: false,
  at: NOW,
  body: { is: 'unreadable' },
  state: 'read',
  first_unread: false,
};
const message = (number: number, mine: boolean, body: Body): TranscriptItem => ({
  is: 'message',
  id: id(number),
  mine,
  at: NOW - MINUTE,
  body,
  state: 'read',
  first_unread: false,
});
export const fileItems: TranscriptItem[] = [
  message(610, false, {
    is: 'files',
    text: 'Das ist der Brief vom Jugendamt.',
    files: [
      { id: id(620), name: 'Brief vom Jugendamt, zweite Seite.jpg', size: 1_840_000, picture: true },
      { id: id(621), name: 'brief.pdf', size: 84_000, picture: false },
    ],
  }),
  message(611, true, {
    is: 'files',
    text: '',
    files: [{ id: id(622), name: 'Adressen.odt', size: 21_000, picture: false }],
  }),
];
