/** The counsellor's window in every state. */
import { Desk } from '../desk/desk.svelte';
import { lazy } from '../desk/lazy';
import type {
  ChatCard,
  Closed,
  DeskScreen,
  DeskView,
  Availability,
  TranscriptItem,
  Language,
  NoticeWhat,
  QuestionAbout,
  RequestCard,
  SettingsPage,
  SignInScreen,
  TranscriptView,
  UpdateState,
} from '../generated/desk';
import { MemoryCounsellorHost } from '../host/memory-counsellor';
import { DEFAULT_SETTINGS } from '../host/default-settings';
import type { Bytes } from '../seal/bytes';
import { administrationStates, forAdmins, hostOf } from './administration';
import { DEMO } from './demo';
import { secondFactorStates } from './second-factor';
import { accountStates, sessions } from './account';
import { statisticsStates } from './counts';
import { staffStates } from './staff';
import { WOULD_REMOVE } from './talk';
import { NOW, MINUTE, id, talk, missing, unopened, broken, fileItems } from './transcripts';

const HERE = { is: 'here' } as const;

type Shown = { desk: Desk; act?: (app: HTMLElement) => unknown };
type State = (language: string) => Shown;

const on: Availability = { is: 'on', since: NOW - 70 * MINUTE, here: true, chats: 2, room: 1 };
const requests: RequestCard[] = [
  { id: id(1), number: 4, topic: 'Sucht', since: NOW - 4 * MINUTE, presence: HERE, accepting: false },
  {
    id: id(2),
    number: 5,
    topic: 'Schwangerschaft',
    since: NOW - 20_000,
    presence: { is: 'away', since: NOW - 9_000 },
    accepting: true,
  },
];
const card = (number: number, rest: Partial<ChatCard> = {}): ChatCard => ({
  id: id(100 + number),
  number,
  topic: 'Sucht',
  state: { is: 'active', ends: NOW + 161 * MINUTE, presence: HERE },
  preview: 'Ich weiß nicht, mit wem ich sonst reden soll. Mein Bruder trinkt wieder',
  last_at: NOW - 20_000,
  unread: 0,
  draft: false,
  ...rest,
});
const chats: ChatCard[] = [
  card(3),
  card(1, { topic: 'Schwangerschaft', unread: 1, last_at: NOW - 4 * MINUTE, preview: 'Danke, das hilft mir.' }),
  card(6, { state: { is: 'accepted', at: NOW - MINUTE, presence: HERE }, preview: null, last_at: null, draft: true }),
  card(7, {
    state: { is: 'ended', how: 'by_counsellor', readable_until: NOW + 26 * 60 * MINUTE },
    preview: 'Der Chat wurde beendet.',
  }),
];
const many: ChatCard[] = Array.from({ length: 50 }, (_, at) =>
  card(at + 1, {
    unread: at % 7,
    topic: at % 3 === 0 ? 'Schwangerschaftskonfliktberatung und Familienplanung' : 'Sucht',
    ...(at > 2 ? { state: { is: 'ended', how: 'by_seeker', readable_until: NOW + at * 60 * MINUTE } } : {}),
  }),
);
/** A made-up photo. */
function picture(): Bytes {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [480, 300];
  const paper = canvas.getContext('2d');
  if (paper !== null) {
    paper.fillStyle = '#b9a98a';
    paper.fillRect(0, 0, 480, 300);
    paper.fillStyle = '#f4f0e6';
    paper.fillRect(90, 20, 300, 270);
    paper.fillStyle = '#55524a';
    for (let line = 0; line < 9; line += 1) paper.fillRect(120, 60 + line * 22, 150 + ((line * 67) % 90), 5);
  }
  const [, text = ''] = canvas.toDataURL('image/png').split(',');
  return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
}
const waitingItem: TranscriptItem = {
  is: 'message',
  id: id(601),
  mine: true,
  at: NOW,
  body: { is: 'text', text: 'Ich bin gleich wieder ganz bei Ihnen.' },
  state: 'waiting',
  first_unread: false,
};
const transcript = (chat: ChatCard, closed: Closed | null, items: TranscriptItem[]): TranscriptView => ({
  chat: chat.id,
  revision: 1,
  items,
  earlier: items.length > 20,
  draft: chat.draft ? 'Guten Abend' : '',
  attached: [],
  typing: closed === null,
  closed,
});

type Over = Partial<DeskScreen> & { question?: QuestionAbout; notices?: NoticeWhat[]; tray?: boolean };

function viewOf({ question, notices = [], tray = true, ...screen }: Over): DeskView {
  const plain: DeskScreen = {
    centre: 'Beratungsstelle Demo',
    me: { name: 'Anna Demo', sign_in_name: 'anna', roles: ['counsellor'], topics: ['Schwangerschaft', 'Sucht'] },
    administers: false,
    reachable: true,
    server: 'http://127.0.0.1:8787',
    connection: { is: 'connected' },
    availability: on,
    route: { is: 'requests' },
    waiting: (screen.requests ?? requests).length,
    unread: (screen.chats ?? chats).reduce((sum, card) => sum + card.unread, 0),
    requests,
    chats,
    tabs: chats.map((chat) => chat.id),
    front: chats[0]?.id ?? null,
    revealed: null,
    detached: [],
    keyring: true,
    picked: null,
    pin: false,
    shared: false,
    do_not_disturb: false,
    self_test: null,
    self_tested: null,
  };
  return {
    revision: 1,
    now: NOW,
    screen: { is: 'desk', ...plain, ...screen },
    tray,
    settings: DEFAULT_SETTINGS,
    question:
      question === undefined
        ? null
        : { id: 1, about: question, window: null, loses: question.is === 'sign_out' ? 2 : null },
    notices: notices.map((what, at) => ({ id: at, what })),
  };
}

function shown(view: DeskView, language: string, items: TranscriptItem[] = talk): Desk {
  const host = new MemoryCounsellorHost({ ...view, settings: { ...DEFAULT_SETTINGS, language: language as Language } });
  host.account.sessions = sessions;
  const { screen } = view;
  for (const chat of screen.is === 'desk' ? screen.chats : []) {
    const ended: TranscriptItem = { is: 'ended', at: NOW - MINUTE, how: 'by_counsellor' };
    const byState = { active: null, accepted: 'not_begun', ended: 'ended' } as const;
    const lines = { active: items, accepted: [], ended: [...talk, ended] };
    host.transcripts.set(chat.id, transcript(chat, byState[chat.state.is], lines[chat.state.is]));
  }
  return new Desk(host);
}

const desk =
  (over: Over, items?: TranscriptItem[]): State =>
  (language) => ({ desk: shown(viewOf(over), language, items) });

/** The page about the program, with what is known of updates. */
function programDesk(language: string, update: UpdateState): Desk {
  const made = shown(viewOf({ route: { is: 'settings', page: 'program' } }), language);
  (made.host as MemoryCounsellorHost).programView = { version: '0.1.0', autostart: true, update };
  return made;
}
/** The own window of the first chat. */
const own =
  (over: Over, asked = false): State =>
  (language) => {
    const chat = chats[0]?.id ?? '';
    const view = viewOf({ detached: [chat], tabs: [], front: null, ...over });
    const about: QuestionAbout = { is: 'close_chat_window', chat, number: 3 };
    const made = shown({ ...view, question: asked ? { id: 1, about, window: chat, loses: null } : null }, language);
    (made.host as MemoryCounsellorHost).window = chat;
    return { desk: made };
  };

const inChats = (over: Over = {}, items?: TranscriptItem[]): State => desk({ route: { is: 'chats' }, ...over }, items);

const signIn = (over: Partial<SignInScreen>): State => {
  const plain = {
    server: 'http://127.0.0.1:8787',
    name: 'anna',
    busy: false,
    problem: null,
    keyring: true,
    shared: false,
  };
  const view: DeskView = { ...viewOf({}), screen: { is: 'sign_in', ...plain, ...over } };
  return (language) => ({ desk: shown(view, language) });
};

const locked = (availability: Availability, tries_left: number | null): State => {
  const connection = { is: 'connected' } as const;
  const screen = { is: 'locked', name: 'Anna Demo', availability, connection, checking: false, tries_left } as const;
  return (language) => ({ desk: shown({ ...viewOf({}), screen }, language) });
};

const chosen = (index: number): Over => ({ route: { is: 'chats' }, front: chats[index]?.id ?? null });
const longTalk = Array.from({ length: 12 }, (_, round) =>
  talk
    .slice(1)
    .map((item, at) => ({ ...item, id: id(1_000 + round * 10 + at), first_unread: false }) as TranscriptItem),
).flat();
const long = 'Maximiliane-Friederike von Hohenlohe-Öhr';

const adminDesk = (page: SettingsPage, language: string): Desk => shown(forAdmins(viewOf({}), page), language);

export const counsellorStates: Record<string, State> = {
  ...administrationStates(adminDesk),
  ...staffStates(adminDesk),
  ...secondFactorStates((language) => shown(viewOf({ route: { is: 'profile', page: 'security' } }), language)),
  ...statisticsStates(adminDesk),
  ...accountStates((page, language) => shown(viewOf({ route: { is: 'profile', page } }), language)),
  'sign-in': signIn({}),
  'sign-in-demo': (language) => {
    const shown = signIn({ name: '' })(language);
    hostOf(shown.desk).demoShown = DEMO;
    return shown;
  },
  'sign-in-problem': signIn({ problem: { is: 'wrong_password' }, keyring: false }),
  'sign-in-code': signIn({ problem: { is: 'second_factor_needed' } }),
  'sign-in-wrong-code': signIn({ problem: { is: 'wrong_code' } }),
  'sign-in-would-remove': signIn({ problem: WOULD_REMOVE, keyring: false }),
  'sign-in-would-remove-uncounted': signIn({ problem: { is: 'would_remove_uncounted', why: 'keys_missing' } }),
  'requests-off': desk({ availability: { is: 'off', why: 'chosen' }, requests: [], tabs: [], chats: [], front: null }),
  'requests-none': desk({ requests: [] }),
  requests: desk({}),
  'requests-full': desk({ availability: { is: 'on', since: NOW - 70 * MINUTE, here: true, chats: 3, room: 0 } }),
  inquiries: (language) => ({
    desk: shown(viewOf({}), language),
    act: (app) => app.querySelector<HTMLElement>('#requests-panel-inquiries')?.click(),
  }),
  accepted: desk({ tabs: chats.filter((chat) => chat.number !== 6).map((chat) => chat.id) }),
  chats: inChats(),
  'chats-list': (language) => {
    const made = shown(viewOf({ route: { is: 'chats' } }), language);
    return { desk: made, act: () => void (made.conversations.listOver = true) };
  },
  'chats-facts': (language) => {
    const made = shown(viewOf({ route: { is: 'chats' } }), language);
    return { desk: made, act: () => void (made.conversations.factsShown = true) };
  },
  'chats-none': desk({ route: { is: 'chats' }, chats: [], tabs: [], front: null }),
  'chats-fifty': inChats({ chats: many, tabs: many.map((chat) => chat.id), front: many[1]?.id ?? null }, longTalk),
  'chat-files': (language) => {
    const made = shown(viewOf({ route: { is: 'chats' } }), language, [...talk.slice(0, 3), ...fileItems]);
    const host = made.host as MemoryCounsellorHost;
    const front = host.transcripts.get(chats[0]?.id ?? '');
    if (front !== undefined) {
      const [draft, typing] = ['Hier sind noch zwei Adressen.', false];
      const attached = [
        { id: id(630), name: 'Beratungsstellen in der Nähe.pdf', size: 310_000, picture: false },
        { id: id(631), name: 'Anfahrt.png', size: 96_000, picture: true },
      ];
      host.transcripts.set(front.chat, { ...front, draft, typing, attached });
      made.conversations.files.troubles.set(front.chat, [
        { name: 'programm.exe', why: 'forbidden_type' },
        { name: 'IMG_0001.heic', why: 'heic' },
      ]);
    }
    host.fileContent = picture();
    return { desk: made, act: (app) => app.querySelector<HTMLElement>('.msg .do button')?.click() };
  },
  'chat-not-begun': inChats(chosen(2)),
  'chat-ended': inChats(chosen(3)),
  'chat-ended-unsent': (language) => {
    const made = shown(viewOf({ route: { is: 'chats' }, front: chats[3]?.id ?? null }), language);
    return { desk: made, act: () => made.conversations.write(chats[3]?.id ?? '', 'Ich wollte Ihnen noch sagen') };
  },
  'chat-refused': inChats({}, [...talk, { ...waitingItem, state: 'failed' } as TranscriptItem]),
  'chat-away': inChats(
    {
      connection: { is: 'offline', since: NOW - 2 * MINUTE, retry_at: NOW + 8_000 },
      availability: { is: 'unsure', until: NOW + 30_000 },
      chats: [
        card(3, { state: { is: 'active', ends: NOW + 4 * MINUTE, presence: { is: 'away', since: NOW - MINUTE } } }),
      ],
    },
    [...talk, missing, unopened, broken, waitingItem],
  ),
  'chat-window': own({}),
  'chat-window-offline': own({ connection: { is: 'offline', since: NOW - 2 * MINUTE, retry_at: NOW + 8_000 } }),
  'chat-window-notices': own({ notices: [{ is: 'availability_restored', after: 'idle' }, { is: 'try_again' }] }),
  'chat-window-ask': own({}, true),
  'chats-one-detached': inChats({
    tabs: chats.slice(1).map((chat) => chat.id),
    front: chats[1]?.id ?? null,
    detached: [chats[0]?.id ?? ''],
  }),
  'no-tray': desk({ tray: false, requests: [] }),
  'ask-window-no-tray': inChats({ tray: false, question: { is: 'close_window', numbers: [1, 3] } }),
  'ask-end': inChats({ question: { is: 'end_chat', chat: id(103), number: 3 } }),
  'ask-window': inChats({ question: { is: 'close_window', numbers: [1, 3, 6] } }),
  'ask-quit': inChats({ question: { is: 'quit', numbers: [3], waiting: 2 } }),
  notices: desk({
    availability: { is: 'paused', since: NOW - MINUTE, why: 'locked', theirs: false },
    notices: [
      { is: 'taken', number: 4, by: long },
      { is: 'time_runs_out', chat: id(103), number: 3, minutes: 15 },
      { is: 'cache_rebuilt' },
    ],
  }),
  'long-names': desk({
    route: { is: 'profile', page: 'general' },
    centre: 'Schwangerschaftskonfliktberatung Rhön-Grabfeld',
    me: { name: long, sign_in_name: 'maximiliane.friederike.hohenlohe.oehring', roles: ['counsellor'], topics: [] },
    availability: { is: 'switching', on: true },
  }),
  general: desk({ route: { is: 'profile', page: 'general' } }),
  'general-changed': (language) => {
    const made = shown(viewOf({ route: { is: 'profile', page: 'general' } }), language);
    return { desk: made, act: () => made.settings.change({ theme: 'dark' }) };
  },
  activities: desk({ route: { is: 'profile', page: 'activities' } }),
  'activities-not-reachable': desk({
    route: { is: 'profile', page: 'activities' },
    reachable: false,
    availability: { is: 'off', why: 'chosen' },
  }),
  'activities-ask': (language) => ({
    desk: shown(viewOf({ route: { is: 'profile', page: 'activities' } }), language),
    act: (app) => app.querySelector<HTMLElement>('main section [role=switch]')?.click(),
  }),
  alerts: desk({
    route: { is: 'settings', page: 'alerts' },
    do_not_disturb: true,
    self_tested: NOW - 3 * 60 * MINUTE,
  }),
  'security-pin': desk({ route: { is: 'profile', page: 'security' }, pin: true, shared: true }),
  locked: locked({ is: 'on', since: NOW - 70 * MINUTE, here: true, chats: 2, room: 1 }, null),
  'locked-forgotten': (language) => ({
    ...locked({ is: 'on', since: NOW - 70 * MINUTE, here: true, chats: 2, room: 1 }, null)(language),
    act: (app) => app.querySelector<HTMLElement>('button.quiet')?.click(),
  }),
  'locked-wrong': locked({ is: 'paused', since: NOW, why: 'idle', theirs: false }, 1),
  break: desk({
    availability: { is: 'paused', since: NOW - MINUTE, why: 'meeting', theirs: true },
    requests: [],
    picked: null,
  }),
  picked: desk({ picked: requests[0]?.id ?? null }),
  'test-click': desk({ self_test: { state: { is: 'running', link: 'person' }, before_switching_on: true } }),
  'test-passed': desk({ self_test: { state: { is: 'passed', silent: true }, before_switching_on: false } }),
  'test-failed': desk({
    do_not_disturb: true,
    self_test: { state: { is: 'failed', link: 'notification' }, before_switching_on: true },
  }),
  offline: (language) => ({
    desk: shown(viewOf({ connection: { is: 'connecting' } }), language),
    act: (app) => app.querySelector<HTMLElement>('.connection .quiet')?.click(),
  }),
  program: desk({ route: { is: 'settings', page: 'program' } }),
  'program-open': (language) => ({
    desk: programDesk(language, { is: 'available', version: '0.2.0', notes: 'Ruhigere Töne.' }),
    act: (app) => {
      for (const button of app.querySelectorAll<HTMLElement>('main .actions button')) {
        if (!button.classList.contains('primary')) button.click();
      }
    },
  }),
  'program-refused': (language) => ({ desk: programDesk(language, { is: 'failed', why: 'not_signed' }) }),
  'program-organisation': (language) => ({ desk: programDesk(language, { is: 'by_organisation' }) }),
  'chats-not-loaded': (language) => {
    lazy.chat = () => Promise.reject(new Error('its file cannot be read'));
    const said = (app: HTMLElement): void => {
      if (app.querySelector('#chat-panel [role=alert]') === null) throw new Error('nothing is said in its place');
    };
    return { desk: shown(viewOf({ route: { is: 'chats' } }), language), act: said };
  },
  'ask-sign-out': inChats({ question: { is: 'sign_out', numbers: [3, 4], waiting: 1 } }),
  'ask-update': desk({ question: { is: 'update', numbers: [3], waiting: 1 } }),
  security: desk({ route: { is: 'profile', page: 'security' }, keyring: false }),
};
