/**
 * What a reload of the tab must not lose: the chat's token and key, what was begun, and what was written. It lies in the
 * tab's own storage, which browsers write to disk. So what opens the chat, or says which one and with whom it is, is locked
 * with half a key that the server destroys with the chat, and what was written is sealed under the chat's key. In clear stand
 * the ids that this tab made, of itself and of messages, with their times; its place in its chain; and how far the chat was.
 */
import type { BeginChat, ChatId, CommandId, MessageId, Moment, TabHalf } from '../generated/protocol';
import type { SeekerHost } from '../host/seeker';
import { fromText, newId, toText, utf8, type Bytes } from '../seal/bytes';
import { KEY_BYTES } from '../seal/keys';
import { NONCE_BYTES } from '../seal/sealed';
import { HALF_BYTES, lock, unlock } from '../seal/tab-lock';

/** Random bytes of the chat's token. */
const TOKEN_BYTES = 32;

/** A message as it goes out, with its place in the chain of the tab that sealed it, and the newest one it had seen. */
export type Sealed = { tab: string; count: number; seen: string | null; body: string };
/** What was written and the server has not acknowledged. `body` keeps its content; `sealed` is there once it was sent. */
export type Unsent = { id: MessageId; at: Moment; body: string; sealed?: Sealed };

/** What opens the chat, or says which one and with whom it is. */
type Secrets = {
  /** The request and its command, so that repeating it gives the same answer. */
  centre: string;
  /** The centre's name, to be shown before the server has answered. */
  name: string;
  topic: string;
  command: CommandId;
  token: string;
  key: string;
  /** Known once the server has answered. */
  chat: ChatId | null;
  /** "Jetzt chatten" was chosen with these envelopes and has not been answered. */
  begin: BeginChat | null;
};

/** How far the chat is, in clear; everything in it that was written is sealed. */
type Progress = {
  /** What this tab seals under; stays over a reload. */
  tab: string;
  /** What the tabs sealed under from which the chat was taken over. */
  earlier?: string[];
  /** How many of its messages the server has stored, and what the last one names as seen. */
  counted?: number;
  seen?: string | null;
  /** How far the chat was when the server said so last; for a page that was away meanwhile. */
  reached?: 'waiting' | 'accepted' | 'active';
  /** In the order of writing. */
  outbox: Unsent[];
  /** Messages that the server refused for good; they stay in sight until they are sent again or put back. */
  refused?: Unsent[];
  /** The unsent text, sealed under an id of its own. */
  draft: Unsent | null;
  /** The files that go with it, sealed. */
  attached?: string | null;
};

/** What lies in the tab's storage. */
export type Stored = Progress & {
  /** What the server's half is asked for with. */
  lock: string;
  /** This tab's half. */
  half: string;
  /** The secrets as they were last locked, with both halves. */
  locked: string;
};

/** A chat that this tab has opened. */
export type KeptChat = Secrets & Stored;

/** A new id from the host's clock and randomness. */
export function freshId(host: SeekerHost): string {
  return newId(host.now(), host.random(10));
}

/** What a new request begins with, and the half that the server is to hold. */
export async function freshChat(
  host: SeekerHost,
  centre: { slug: string; name: string },
  topic: string,
): Promise<{ kept: KeptChat; half: TabHalf }> {
  const secrets: Secrets = {
    centre: centre.slug,
    name: centre.name,
    topic,
    command: freshId(host),
    token: toText(host.random(TOKEN_BYTES)),
    key: toText(host.random(KEY_BYTES)),
    chat: null,
    begin: null,
  };
  const [id, tab, server] = [host.random(HALF_BYTES), host.random(HALF_BYTES), host.random(HALF_BYTES)];
  const half = { id: toText(id), half: toText(server) };
  const stored = { lock: half.id, half: toText(tab), locked: '' };
  const kept: KeptChat = { ...secrets, ...stored, tab: freshId(host), outbox: [], draft: null };
  await relock(host, kept, half);
  return { kept, half };
}

/** Locks the secrets as they are now. Where they change meanwhile, it is left to whoever locks those. */
export async function relock(host: SeekerHost, kept: KeptChat, half: TabHalf): Promise<void> {
  const text = JSON.stringify(apart(kept).secrets);
  const halves = { tab: fromText(kept.half), server: fromText(half.half) };
  const locked = await lock(halves, host.random(NONCE_BYTES), utf8(text));
  if (JSON.stringify(apart(kept).secrets) === text) kept.locked = toText(locked);
}

/** The text to be kept in the tab's storage: nothing of the secrets. */
export function storedText(kept: KeptChat): string {
  return JSON.stringify(apart(kept).stored);
}

function apart(kept: KeptChat): { secrets: Secrets; stored: Stored } {
  const { centre, name, topic, command, token, key, chat, begin, ...stored } = kept;
  return { secrets: { centre, name, topic, command, token, key, chat, begin }, stored };
}

/** What was kept; null when there is nothing, or nothing of this shape. */
export function readStored(host: SeekerHost): Stored | null {
  const text = host.kept();
  if (text === null) return null;
  try {
    const stored = JSON.parse(text) as Partial<Stored>;
    const texts = [stored.lock, stored.half, stored.locked, stored.tab];
    return texts.every((each) => typeof each === 'string') && Array.isArray(stored.outbox) ? (stored as Stored) : null;
  } catch {
    return null;
  }
}

/** Opens what was kept with the server's half; null where it does not open. */
export async function openStored(stored: Stored, server: Bytes): Promise<KeptChat | null> {
  try {
    const opened = await unlock({ tab: fromText(stored.half), server }, fromText(stored.locked));
    return { ...(JSON.parse(new TextDecoder().decode(opened)) as Secrets), ...stored };
  } catch {
    return null;
  }
}
