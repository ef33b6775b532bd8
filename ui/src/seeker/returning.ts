/** Opening a chat again that this tab kept: with the server's half of the key, and in one tab at a time. */
import type { TabHalf } from '../generated/protocol';
import { RequestFailed, type SeekerHost } from '../host/seeker';
import { toText } from '../seal/bytes';
import { freshId, openStored, type KeptChat, type Stored } from './kept';

/** `gone`: the server holds the half no longer, or what was kept does not open. `away`: no answer. */
export type Returned =
  { is: 'open'; kept: KeptChat; half: TabHalf } | { is: 'elsewhere' } | { is: 'gone' } | { is: 'away' };

/** Opens what was kept; with `take` also where another tab has it open, in which `lost` is called then. */
export async function reopen(host: SeekerHost, stored: Stored, take: boolean, lost: () => void): Promise<Returned> {
  if (!(await host.claim(stored.lock, take, lost))) return { is: 'elsewhere' };
  const server = await host.tabHalf(stored.lock).catch((failed: unknown) => failure(failed));
  if (typeof server === 'string') return { is: server };
  const kept = await openStored(stored, server);
  if (kept === null) return { is: 'gone' };
  // The tab that had it may have sent since what was kept here: from now on this one counts for itself.
  const own = take ? { ...kept, tab: freshId(host), counted: 0 } : kept;
  return { is: 'open', kept: own, half: { id: stored.lock, half: toText(server) } };
}

function failure(failed: unknown): Exclude<Returned['is'], 'open' | 'elsewhere'> {
  if (!(failed instanceof RequestFailed)) throw failed;
  return failed.code === 'not_found' || failed.code === 'unauthenticated' || failed.code === 'malformed'
    ? 'gone'
    : 'away';
}
