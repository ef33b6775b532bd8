/** What is wrong with a password, and how that is said; the sentences are those of `password.ftl`. */
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from '../generated/protocol';

/** `simple`: the server knows it as one that is guessed at once. */
export type PasswordProblem = 'short' | 'long' | 'simple' | 'differs';

export const PASSWORD_PROBLEM: Record<PasswordProblem, string> = {
  short: 'password-short',
  long: 'password-long',
  simple: 'password-simple',
  differs: 'password-differs',
};

/** What is wrong with its length, counted in characters as people see them. */
export function lengthProblem(password: string): 'short' | 'long' | null {
  const length = [...password].length;
  if (length < SHORTEST_PASSWORD) return 'short';
  return length > LONGEST_PASSWORD ? 'long' : null;
}
