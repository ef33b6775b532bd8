/** The seeker's pages in every state, driven by the real session with a server made of memory. */
import type { AdmissionView, PageView, SeekerChatView, SeekerStateView } from '../generated/protocol';
import { MemorySeekerHost } from '../host/memory';
import { RequestFailed } from '../host/seeker';
import { fromText, newId, toText, utf8 } from '../seal/bytes';
import { ChatKeys } from '../seal/keys';
import { sealMessage } from '../seal/message';
import { freshChat, relock, storedText, type KeptChat } from '../seeker/kept';
import { SeekerSession } from '../seeker/session.svelte';
import { TALK } from './talk';

/** 21 November 2026, 19:12 in Berlin. */
const NOW = Date.UTC(2026, 10, 21, 18, 12);
const id = (number: number): string => newId(NOW, new Uint8Array(10).fill(number));
const ANNA = { id: id(1), name: 'Anna' };
const names = ['Schwangerschaft', 'Sucht', 'Start-up'];
const slugs = ['schwangerschaft', 'sucht', 'start-up'];

type Shown = { session: SeekerSession; act?: (app: HTMLElement) => void };
type State = (language: string) => Promise<Shown>;

function hostAt(language: string, topic: string | null): MemorySeekerHost {
  const host = new MemorySeekerHost({ centre: 'demo', topic });
  host.time = NOW;
  host.languages = [language];
  return host;
}

const page = (admissions: AdmissionView[]): PageView => ({
  centre: { id: id(9), slug: 'demo', name: 'Beratungsstelle Demo' },
  topics: admissions.map((admission, at) => ({
    topic: { id: id(20 + at), slug: slugs[at] ?? '', name: names[at] ?? '' },
    admission,
  })),
});

function chat(host: MemorySeekerHost, state: SeekerStateView, last_seq = 0): SeekerChatView {
  const topic = { id: id(21), slug: 'sucht', name: 'Sucht' };
  const marks = { seeker_marks: { delivered: 0, read: 0 }, counsellor_marks: { delivered: 4, read: 2 } };
  return {
    id: host.requested.chat,
    revision: 1,
    number: 3,
    topic,
    requested: NOW - 240_000,
    state,
    last_seq,
    ...marks,
  };
}

async function settled(session: SeekerSession): Promise<void> {
  for (let round = 0; round < 10; round += 1) {
    await new Promise((done) => requestAnimationFrame(done));
    await session.conversation?.settled();
  }
}

function onPage(
  admission: AdmissionView,
  topic: string | null = 'sucht',
  act?: (session: SeekerSession) => void,
): State {
  return async (language) => {
    const host = hostAt(language, topic);
    host.pageView = page([{ state: 'open', place: 1 }, admission, { state: 'nobody_available' }]);
    const session = new SeekerSession(host);
    await settled(session);
    act?.(session);
    return { session };
  };
}

function inChat(
  state: SeekerStateView,
  after: (host: MemorySeekerHost, session: SeekerSession) => Promise<void> | void = () => undefined,
  act?: Shown['act'],
): State {
  return async (language) => {
    const host = hostAt(language, 'sucht');
    const centre = { slug: 'demo', name: 'Beratungsstelle Demo' };
    const { kept, half } = await freshChat(host, centre, 'sucht');
    kept.chat = host.requested.chat;
    await relock(host, kept, half);
    host.halves.set(half.id, half.half);
    host.keep(storedText(kept));
    if (state.state === 'active') host.messages = await messages(host, kept);
    const session = new SeekerSession(host);
    await settled(session);
    host.connection.opened();
    host.connection.snapshot(NOW, { is: 'seeker', chat: chat(host, state, host.messages.length) });
    await settled(session);
    await after(host, session);
    await settled(session);
    return act === undefined ? { session } : { session, act };
  };
}

async function messages(host: MemorySeekerHost, kept: KeptChat): Promise<MemorySeekerHost['messages']> {
  const keys = await ChatKeys.first(fromText(kept.key));
  return Promise.all(
    TALK.map(async ({ seeker, text, minutesAgo }, at) => {
      const sender = seeker ? ({ is: 'seeker' } as const) : ({ is: 'counsellor', id: ANNA.id } as const);
      const context = { chat: host.requested.chat, message: id(40 + at), sender, audience: 'everyone' as const };
      const sent = NOW - minutesAgo * 60_000;
      const link = { count: 1, seen: null, written: sent, sent };
      const origin = { device: id(60 + at), epoch: 0 };
      const content = { is: 'text' as const, text };
      const body = toText(await sealMessage(keys, context, origin, host.random(12), { content, link }));
      const { message, ...rest } = context;
      return { ...rest, id: message, seq: at + 1, at: sent, body };
    }),
  );
}

const waiting = (admission: AdmissionView, offer = 60_000): SeekerStateView => ({
  state: 'waiting',
  admission,
  offer_written_at: NOW + offer,
});
const active = (minutes = 161, away = false): SeekerStateView => ({
  state: 'active',
  counsellor: ANNA,
  counsellor_presence: away ? { is: 'away', since: NOW - 60_000 } : { is: 'here' },
  started: NOW - 19 * 60_000,
  ends: NOW + minutes * 60_000,
});
const press = (word: RegExp) => (app: HTMLElement) => {
  for (const button of app.querySelectorAll('button')) if (word.test(button.textContent)) return button.click();
  throw new Error(`no button ${word}`);
};
const accepted: SeekerStateView = { state: 'accepted', counsellor: ANNA, devices: [], answer_until: NOW + 300_000 };

export const seekerStates: Record<string, State> = {
  start: onPage({ state: 'closed', opens: NOW + 50 * 3_600_000 }, null),
  'topic-open': onPage({ state: 'open', place: 2 }),
  'long-words': async (language) => {
    const host = hostAt(language, 'sucht');
    const long = 'Schwangerschaftskonfliktberatungsstelle Garmisch-Partenkirchen';
    const shown = page([
      { state: 'open', place: 1 },
      { state: 'closed', opens: NOW + 50 * 3_600_000 },
    ]);
    host.pageView = {
      centre: { ...shown.centre, name: long },
      topics: shown.topics.map((one) => ({ ...one, topic: { ...one.topic, name: long } })),
    };
    const session = new SeekerSession(host);
    await settled(session);
    return { session };
  },
  'topic-full': onPage({ state: 'full' }),
  'topic-nobody': onPage({ state: 'nobody_available' }),
  'topic-closed': onPage({ state: 'closed', opens: NOW + 50 * 3_600_000 }),
  'topic-not-possible': onPage({ state: 'not_possible' }),
  consent: onPage({ state: 'open', place: 1 }, 'sucht', (session) => session.begin()),
  'not-found': onPage({ state: 'open', place: 1 }, 'nirgends'),
  'not-found-centre': async (language) => {
    const session = new SeekerSession(hostAt(language, null));
    await settled(session);
    return { session };
  },
  unreachable: async (language) => {
    const host = hostAt(language, 'sucht');
    host.failures.push(new RequestFailed('offline'));
    const session = new SeekerSession(host);
    await settled(session);
    return { session };
  },
  insecure: async (language) => {
    const host = hostAt(language, 'sucht');
    host.secure = false;
    return { session: new SeekerSession(host) };
  },
  waiting: inChat(waiting({ state: 'open', place: 2 })),
  'waiting-nobody': inChat(waiting({ state: 'nobody_available' }, -1)),
  'waiting-offline': inChat(waiting({ state: 'open', place: 2 }), (host) => host.connection.cut()),
  'waiting-leave': inChat(waiting({ state: 'open', place: 2 }), undefined, press(/Warteraum|waiting room/)),
  accepted: inChat(accepted),
  talk: inChat(active(), async (host, session) => {
    await session.conversation?.write('Nein, ich bin bei einer Freundin.');
    host.connection.event({ is: 'typing', chat: host.requested.chat, by: { is: 'counsellor', id: ANNA.id } });
  }),
  'talk-files': inChat(active(), async (host, session) => {
    const letter = utf8('%PDF-1.7 ein Brief');
    await session.conversation?.attachments.attach([new File([letter], 'Brief vom Jugendamt.pdf')]);
    await session.conversation?.write('Das ist der Brief.');
    await session.conversation?.attachments.attach([new File([letter], 'zweite Seite.pdf')]);
    host.failures.push(new RequestFailed('offline'));
    await session.conversation?.attachments.attach([new File([letter], 'dritte Seite.pdf')]);
    await session.conversation?.attachments.attach([new File([utf8('MZ')], 'programm.exe')]);
  }),
  'talk-new': inChat(active(180), (host) => void (host.messages = [])),
  'talk-offline': inChat(active(4, true), async (host, session) => {
    host.connection.cut();
    await session.conversation?.write('Ich schreibe trotzdem weiter.');
    session.conversation?.keepDraft('a'.repeat(9_700));
  }),
  'talk-end': inChat(active(), undefined, press(/beenden|End chat/)),
  ended: inChat({ state: 'ended', how: 'by_counsellor' }),
  'ended-unsent': inChat(active(), async (host, session) => {
    await session.conversation?.write('Ich weiß nicht, ob ich das schaffe.');
    session.conversation?.keepDraft('Ich wollte noch sagen, dass');
    host.connection.event({ is: 'seeker_chat_changed', chat: chat(host, { state: 'ended', how: 'by_counsellor' }) });
  }),
  'elsewhere-unsent': inChat(active(), async (host, session) => {
    session.conversation?.keepDraft('Ich wollte noch sagen, dass');
    await settled(session);
    const { lock } = JSON.parse(host.storage ?? '{}') as { lock: string };
    await host.claim(lock, true, () => undefined);
  }),
  'place-lost': inChat(waiting({ state: 'open', place: 2 }), async (host, session) => {
    session.conversation?.keepDraft('Mein Bruder trinkt wieder.');
    await settled(session);
    host.connection.push({ type: 'bye', why: 'signed_out' });
  }),
  'talk-refused': inChat(active(), async (host, session) => {
    await session.conversation?.write('Das hier kam nicht an.');
    const r = host.connection.of('send').at(-1)?.r ?? 0;
    const problem = { code: 'malformed', title: '', status: 400 } as const;
    host.connection.push({ type: 'answer', r, answer: { is: 'refused', problem } });
  }),
};
