/**
 * What a reload of the tab must not lose: the chat's token and key, what was begun, and what was written. It lies in
 * the tab's own storage, which the browser empties with the tab, and is erased when the chat is over.
 */
import type { BeginChat, ChatId, CommandId, MessageId, Moment } from '../generated/protocol';
import type { SeekerHost } from '../host/seeker';
import { newId, toText } from '../seal/bytes';
import type { Attachment } from '../seal/file';
import { KEY_BYTES } from '../seal/keys';

/** Random bytes of the chat's token. */
const TOKEN_BYTES = 32;

/** A message as it goes out, with its place in the chain of this tab. */
export type Sealed = { count: number; body: string };
/** What was written and the server has not acknowledged. `body` keeps its content; `sealed` is there once it was sent. */
export type Unsent = { id: MessageId; at: Moment; body: string; sealed?: Sealed };

export type KeptChat = {
  /** The request and its command, so that repeating it gives the same answer. */
  centre: string;
  /** The centre's name, to be shown before the server has answered. */
  name: string;
  topic: string;
  command: CommandId;
  token: string;
  key: string;
  /** What this tab seals under; stays over a reload. */
  tab: string;
  /** How many of its messages the server has stored. */
  counted?: number;
  /** Known once the server has answered. */
  chat: ChatId | null;
  /** How far the chat was when the server said so last, and when it ends; for a page that was away meanwhile. */
  reached?: 'waiting' | 'accepted' | 'active';
  ends?: Moment;
  /** "Jetzt chatten" was chosen with these envelopes and has not been answered. */
  begin: BeginChat | null;
  /** In the order of writing. */
  outbox: Unsent[];
  /** Messages that the server refused for good; they stay in sight until they are sent again or put back. */
  refused?: Unsent[];
  /** The unsent text, sealed under an id of its own. */
  draft: Unsent | null;
  /** Files that the server has for a message that is not sent yet; `used` counts those that were taken off as well. */
  attached?: { message: MessageId; files: Attachment[]; used?: number } | null;
  /** The names of those that it does not have yet; a reload loses their bytes. */
  underWay?: string[];
};

/** A new id from the host's clock and randomness. */
export function freshId(host: SeekerHost): string {
  return newId(host.now(), host.random(10));
}

/** What a new request begins with. */
export function freshChat(host: SeekerHost, centre: { slug: string; name: string }, topic: string): KeptChat {
  const token = toText(host.random(TOKEN_BYTES));
  const key = toText(host.random(KEY_BYTES));
  const nothing = { chat: null, begin: null, outbox: [], draft: null };
  return {
    centre: centre.slug,
    name: centre.name,
    topic,
    command: freshId(host),
    token,
    key,
    tab: freshId(host),
    ...nothing,
  };
}

/** Reads what was kept; null when there is nothing, or nothing of this shape. */
export function readKept(host: SeekerHost): KeptChat | null {
  const text = host.kept();
  if (text === null) return null;
  try {
    const kept = JSON.parse(text) as Partial<KeptChat>;
    return typeof kept.token === 'string' &&
      typeof kept.key === 'string' &&
      typeof kept.tab === 'string' &&
      Array.isArray(kept.outbox)
      ? (kept as KeptChat)
      : null;
  } catch {
    return null;
  }
}
