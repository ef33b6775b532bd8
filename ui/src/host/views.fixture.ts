/** Views of a desk with one chat, for tests. */
import type { DeskView, TranscriptItem, TranscriptView } from '../generated/desk';
import { DEFAULT_SETTINGS } from './default-settings';

export const CHAT = '01930000-0000-7000-8000-0000000000c1';
export const NOW = 1_795_000_000_000;

export const view = (revision: number, chats: string[] = [CHAT]): DeskView => ({
  revision,
  now: NOW,
  screen: {
    is: 'desk',
    centre: 'Beratungsstelle Demo',
    me: { name: 'Anna', sign_in_name: 'anna', roles: ['counsellor'], topics: ['Sucht'] },
    administers: false,
    reachable: true,
    server: 'http://localhost:8787',
    connection: { is: 'connected' },
    availability: { is: 'off', why: 'chosen' },
    route: { is: 'chats' },
    waiting: 0,
    unread: 0,
    requests: [],
    chats: chats.map((id, at) => ({
      id,
      number: at + 1,
      topic: 'Sucht',
      state: { is: 'active', ends: NOW + 1, presence: { is: 'here' } },
      preview: null,
      last_at: null,
      unread: 0,
      draft: false,
    })),
    tabs: chats,
    front: chats[0] ?? null,
    detached: [],
    keyring: true,
    picked: null,
    revealed: null,
    pin: false,
    shared: false,
    do_not_disturb: false,
    self_test: null,
    self_tested: null,
  },
  question: null,
  notices: [],
  tray: true,
  settings: DEFAULT_SETTINGS,
});
const message = (id: string): TranscriptItem => ({
  is: 'message',
  id,
  mine: false,
  at: NOW,
  body: { is: 'text', text: id },
  state: 'read',
  first_unread: false,
});
export const transcript = (revision: number, ids: string[], earlier = false, draft = ''): TranscriptView => ({
  chat: CHAT,
  attached: [],
  revision,
  items: ids.map(message),
  earlier,
  draft,
  typing: false,
  closed: null,
});

/** The chat is in its own window. */
export function detached(revision: number): DeskView {
  const made = view(revision);
  if (made.screen.is === 'desk') Object.assign(made.screen, { tabs: [], front: null, detached: [CHAT] });
  return made;
}
