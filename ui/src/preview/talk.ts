import type { SignInProblem } from '../generated/desk';

/** What stands on a machine whose keyring is locked. */
export const WOULD_REMOVE: SignInProblem = {
  is: 'would_remove',
  why: 'keyring_locked',
  chats: 1,
  unsent: 1,
  drafts: 2,
};

/** A made-up conversation. */
export const TALK: { seeker: boolean; text: string; minutesAgo: number }[] = [
  { seeker: true, minutesAgo: 9, text: 'Hallo, ist da jemand?' },
  { seeker: false, minutesAgo: 9, text: 'Ja, ich bin hier. Schön, dass Sie sich melden.' },
  { seeker: false, minutesAgo: 9, text: 'Was beschäftigt Sie?' },
  {
    seeker: true,
    minutesAgo: 7,
    text: 'Ich weiß nicht, mit wem ich sonst reden soll. Mein Bruder trinkt wieder, und ich traue mich kaum nach Hause.',
  },
  {
    seeker: false,
    minutesAgo: 5,
    text: 'Das klingt sehr belastend.\n\nSind Sie gerade an einem sicheren Ort?',
  },
];
