/**
 * The chain: every device counts what it sends to an audience and names the last message of another device that it had
 * seen. A receiver finds what the server repeated, moved, left out or dated otherwise; the twin of `crates/seal` (chain.rs).
 */

/** By how much, in milliseconds, the server's time of a message may differ from what its device's clock lets expect. */
const CLOCK_TOLERANCE = 120_000;

/** What a device seals into each message besides its content; moments by the device's clock. */
export type ChainLink = { count: number; seen: string | null; written: number; sent: number };

/** What does not agree with what the sending device sealed. */
export type Finding =
  /** The message was here before. */
  | { is: 'repeated' }
  /** It stands behind one that was sent after it, or before one that it answers. */
  | { is: 'out_of_order' }
  /** Something is missing before it. */
  | { is: 'missing' }
  /** Its time contradicts the clock of its device, which said this when it was sent. */
  | { is: 'redated'; sent: number }
  /** It was changed, or was sealed for another place. */
  | { is: 'does_not_open' };

/** Whether a reader has the conversation from its beginning, or from where it joined. */
export type ChainStart = 'beginning' | 'joined';

/** A message in the order of the server; `opened` is null where it does not open. */
export type ChainRow = {
  message: string;
  hash: string;
  at: number;
  opened: { device: string; link: ChainLink } | null;
};

/** `ahead`: by how much the server is ahead of the device, as it counts; `newest`: as the last message said. */
type Clock = { ahead: number; newest: number };
type Device = { last: number; seen: number; clock: Clock };

/** The receiver's check of one audience's messages, row by row. */
export class Chain {
  private readonly messages = new Set<string>();
  /** The place of each row by its hash, from 1. */
  private readonly places = new Map<string, number>();
  private readonly devices = new Map<string, Device>();

  constructor(private readonly start: ChainStart) {}

  /** Takes the next row and says what is wrong with it. A repeated one changes nothing. */
  take(row: ChainRow): Finding[] {
    if (this.messages.has(row.message) || this.places.has(row.hash)) return [{ is: 'repeated' }];
    this.messages.add(row.message);
    const findings: Finding[] =
      row.opened === null ? [{ is: 'does_not_open' }] : this.check(row.opened.device, row.opened.link, row.at);
    this.places.set(row.hash, this.places.size + 1);
    return findings;
  }

  private check(device: string, link: ChainLink, at: number): Finding[] {
    const known = this.devices.get(device);
    const { last, seen: seenBefore } = known ?? { last: 0, seen: 0 };
    const fresh = known === undefined && this.start === 'joined';
    const seen = link.seen === null ? 0 : (this.places.get(link.seen) ?? 0);
    const unknownSeen = link.seen !== null && seen === 0;
    const mayBeEarlier = this.start === 'joined' && seenBefore === 0;
    const findings: Finding[] = [];
    if (link.count <= last || (!unknownSeen && seen < seenBefore)) findings.push({ is: 'out_of_order' });
    if ((!fresh && link.count > last + 1) || (unknownSeen && !mayBeEarlier)) findings.push({ is: 'missing' });
    const ahead = at - link.sent;
    const clock = known === undefined ? { ahead, newest: ahead } : nextClock(known.clock, ahead);
    if (!near(clock.ahead, ahead)) findings.push({ is: 'redated', sent: link.sent });
    this.devices.set(device, { last: Math.max(last, link.count), seen: Math.max(seen, seenBefore), clock });
    return findings;
  }
}

/** Reads a link; null where no device may have made it. */
export function readLink(value: unknown): ChainLink | null {
  if (typeof value !== 'object' || value === null) return null;
  const { count, seen, written, sent } = value as Record<string, unknown>;
  const counts = Number.isInteger(count) && (count as number) >= 0 && (count as number) < 2 ** 32;
  const names = seen === null || (typeof seen === 'string' && /^[0-9a-f]{64}$/i.test(seen));
  if (!counts || !names || !Number.isSafeInteger(written) || !Number.isSafeInteger(sent)) return null;
  const hash = seen === null ? null : seen.toLowerCase();
  return { count: count as number, seen: hash, written: written as number, sent: sent as number };
}

/** A clock that was set differs once; a message that was late does not change what counts. */
function nextClock(clock: Clock, ahead: number): Clock {
  const counts = near(clock.ahead, ahead) || !near(clock.newest, ahead) ? clock.ahead : ahead;
  return { ahead: counts, newest: ahead };
}

function near(one: number, other: number): boolean {
  return Math.abs(one - other) <= CLOCK_TOLERANCE;
}
