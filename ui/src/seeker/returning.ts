/** Opening a chat again that this tab kept: with the server's half of the key. */
import type { TabHalf } from '../generated/protocol';
import { RequestFailed, type SeekerHost } from '../host/seeker';
import { toText } from '../seal/bytes';
import { freshId, openStored, type KeptChat, type Stored } from './kept';

/** `gone`: the server holds the half no longer, or what was kept does not open. `away`: no answer. */
export type Returned = { is: 'open'; kept: KeptChat; half: TabHalf } | { is: 'gone' } | { is: 'away' };

/** Opens what was kept. */
export async function reopen(host: SeekerHost, stored: Stored): Promise<Returned> {
  const server = await host.tabHalf(stored.lock).catch((failed: unknown) => failure(failed));
  if (typeof server === 'string') return { is: server };
  const kept = await openStored(stored, server);
  return kept === null ? { is: 'gone' } : { is: 'open', kept, half: { id: stored.lock, half: toText(server) } };
}

/** The tab that had it may have sent since what was kept here: from now on this one counts for itself. */
export function takenOver(host: SeekerHost, stored: Stored): Stored {
  return { ...stored, tab: freshId(host), earlier: [...(stored.earlier ?? []), stored.tab], counted: 0 };
}

function failure(failed: unknown): Exclude<Returned['is'], 'open'> {
  if (!(failed instanceof RequestFailed)) throw failed;
  return failed.code === 'not_found' || failed.code === 'unauthenticated' || failed.code === 'malformed'
    ? 'gone'
    : 'away';
}
