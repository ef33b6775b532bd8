/** What a disc shows of a person or a topic. */

const TINTS = ['a', 'b', 'c'] as const;

/** The colour of a topic: the same one on every machine and on every day. */
export function tintOf(topic: string): (typeof TINTS)[number] {
  let sum = 0;
  for (const letter of topic) sum = (sum * 37 + (letter.codePointAt(0) ?? 0)) % 991;
  return TINTS[sum % TINTS.length] ?? 'a';
}

/** One or two letters of a name: of its first and last part, or the first two of a single one. */
export function initialsOf(name: string): string {
  const parts = name.split(/[\s-]+/).filter((part) => part !== '');
  const first = Array.from(parts[0] ?? '');
  const last = parts.length > 1 ? Array.from(parts[parts.length - 1] ?? '')[0] : first[1];
  return `${first[0] ?? ''}${last ?? ''}`.toLocaleUpperCase();
}
