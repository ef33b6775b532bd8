/** A seeker's session on a host in memory, brought to where a test begins. */
import type { AdmissionView, MessageView, PageView, SeekerChatView, SeekerStateView } from '../generated/protocol';
import { MemorySeekerHost } from '../host/memory';
import { fromText, newId, toText } from '../seal/bytes';
import { ChatKeys } from '../seal/keys';
import { sealMessage } from '../seal/message';
import { openStored, type KeptChat, type Stored } from './kept';
import { SeekerSession } from './session.svelte';

export const ANNA = { id: newId(1, new Uint8Array(10)), name: 'Anna' };
export const TOPIC = { id: newId(2, new Uint8Array(10)), slug: 'sucht', name: 'Sucht' };
export const HERE = { is: 'here' } as const;

export let host: MemorySeekerHost;
let revision = 0;

export const page = (admission: AdmissionView): PageView => ({
  centre: { id: newId(3, new Uint8Array(10)), slug: 'demo', name: 'Beratungsstelle Demo' },
  topics: [{ topic: TOPIC, admission }],
});
export const open = page({ state: 'open', place: 1 });

export function chat(state: SeekerStateView, last_seq = 0): SeekerChatView {
  revision += 1;
  const marks = { seeker_marks: { delivered: 0, read: 0 }, counsellor_marks: { delivered: 0, read: 0 } };
  return { id: host.requested.chat, revision, number: 1, topic: TOPIC, requested: 1, state, last_seq, ...marks };
}
export const waiting = (): SeekerStateView => ({
  state: 'waiting',
  admission: { state: 'open', place: 2 },
  offer_written_at: host.time + 300_000,
});
export const active = (): SeekerStateView => ({
  state: 'active',
  counsellor: ANNA,
  counsellor_presence: HERE,
  started: host.time,
  ends: host.time + 10_800_000,
});

/** Lets every answer that is under way arrive. */
export async function settle(session: SeekerSession): Promise<void> {
  for (let round = 0; round < 20; round += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    await session.conversation?.settled();
  }
}

/** The tab is loaded again, and its page connects. */
export async function reloaded(before: SeekerSession): Promise<SeekerSession> {
  before.stop();
  host.pageGoes();
  const connections = host.connections.length;
  const again = new SeekerSession(host);
  while (host.connections.length === connections) await new Promise((resolve) => setImmediate(resolve));
  host.connection.opened();
  return again;
}

/** "Bestätigen", up to the request; its answer may be held back. */
export async function confirming(session: SeekerSession): Promise<{ done: Promise<void> }> {
  const asked = host.asked.length;
  const confirmed = session.confirm();
  while (host.asked.length === asked) await new Promise((resolve) => setImmediate(resolve));
  return { done: confirmed };
}

export async function atTopic(): Promise<SeekerSession> {
  host.pageView = open;
  const session = new SeekerSession(host);
  await settle(session);
  host.connection.opened();
  host.connection.snapshot(host.time, { is: 'visitor', page: open });
  return session;
}

export async function inTheWaitingRoom(): Promise<SeekerSession> {
  const session = await atTopic();
  session.begin();
  await session.confirm();
  host.connection.opened();
  host.connection.snapshot(host.time, { is: 'seeker', chat: chat(waiting()) });
  return session;
}

export async function inTheChat(): Promise<SeekerSession> {
  const session = await inTheWaitingRoom();
  host.connection.event({ is: 'seeker_chat_changed', chat: chat(active()) });
  await settle(session);
  return session;
}

/** What lies in the tab's storage. */
export const kept = (): Stored => JSON.parse(host.storage ?? 'null') as Stored;
/** The same, opened with the half that the server got. */
export async function opened(): Promise<KeptChat> {
  const stored = kept();
  const asked = host.asked.findLast((one) => one.what === 'request' && one.body.tab.id === stored.lock);
  const half = asked?.what === 'request' ? asked.body.tab.half : '';
  const chat = await openStored(stored, fromText(half));
  if (chat === null) throw new Error('what was kept does not open');
  return chat;
}
/** The chat's first key. */
export const chatKeys = async (): Promise<ChatKeys> => ChatKeys.first(fromText((await opened()).key));

export async function fromAnna(seq: number, text: string): Promise<MessageView> {
  const id = newId(seq, host.random(10));
  const sender = { is: 'counsellor', id: ANNA.id } as const;
  const context = { chat: host.requested.chat, message: id, sender, audience: 'everyone' } as const;
  const keys = await chatKeys();
  const link = { count: 1, seen: null, written: host.time, sent: host.time };
  // Each message comes from a device of its own, so that a test may begin with any of them.
  const origin = { device: id, epoch: 0 };
  const content = { is: 'text', text } as const;
  const body = toText(await sealMessage(keys, context, origin, host.random(12), { content, link }));
  return { id, chat: context.chat, seq, at: host.time, sender, audience: 'everyone', body };
}
export const own = (id: string, seq: number, body: string): MessageView => ({
  id,
  chat: host.requested.chat,
  seq,
  at: host.time,
  sender: { is: 'seeker' },
  audience: 'everyone',
  body,
});
/** The server has stored what was sent last; the sender learns it from this answer alone. */
export function stored(seq: number): void {
  const r = host.connection.of('send').at(-1)?.r ?? 0;
  host.connection.push({ type: 'answer', r, answer: { is: 'stored', seq, at: host.time } });
}
export function counsellorGot(delivered: number, read: number): void {
  const seeker = { delivered: 0, read: 0 };
  host.connection.event({ is: 'marks_changed', chat: host.requested.chat, seeker, counsellor: { delivered, read } });
}
export const texts = (session: SeekerSession): string[] =>
  (session.conversation?.items ?? []).map((item) =>
    item.is === 'message' ? `${item.body.is === 'text' ? item.body.text : '?'} · ${item.state}` : item.is,
  );

/** A fresh browser for each test. */
export function begin(): void {
  host = new MemorySeekerHost();
  revision = 0;
}
