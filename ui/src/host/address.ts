/** What an address says: the centre, and the topic where there is one. */

/** Where a page is; a centre of no name is no centre's address. */
export type Address = { centre: string; topic: string | null };

const NOWHERE: Address = { centre: '', topic: null };

/** Reads the path of an address, which may end with a stroke. What leads further than to a topic leads nowhere. */
export function addressOf(path: string): Address {
  const parts = path.split('/').filter((part) => part !== '');
  if (parts.length > 2) return NOWHERE;
  try {
    const [centre = '', topic = null] = parts.map(decodeURIComponent);
    return { centre, topic };
  } catch {
    // A sign of per cent without its two digits.
    return NOWHERE;
  }
}
