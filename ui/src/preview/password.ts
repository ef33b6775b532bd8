/** The page on which staff choose a password, in each of its states. */
import { RequestFailed } from '../host/seeker';
import { Choosing } from '../password/choosing.svelte';

const GOOD = 'ein Satz, den ich mir merke';

function choosing(answer: () => Promise<{ sign_in_name: string }>, secret = 'S'): Choosing {
  return new Choosing({ secret, languages: [], choose: answer, forget: () => undefined });
}

async function tried(
  answer: () => Promise<{ sign_in_name: string }>,
  password: string,
  again: string,
): Promise<Choosing> {
  const made = choosing(answer);
  made.password = password;
  made.again = again;
  await made.save();
  return made;
}

const done = (): Promise<{ sign_in_name: string }> => Promise.resolve({ sign_in_name: 'dora' });
const refused = (code: 'offline' | 'not_a_setting') => () => Promise.reject(new RequestFailed(code));

export const passwordStates: Record<string, () => Promise<Choosing>> = {
  form: () => Promise.resolve(choosing(done)),
  wrong: () => tried(done, 'zu kurz', 'anders'),
  simple: () => tried(refused('not_a_setting'), 'passwortpasswort', 'passwortpasswort'),
  away: () => tried(refused('offline'), GOOD, GOOD),
  done: () => tried(done, GOOD, GOOD),
  gone: () => Promise.resolve(choosing(done, '')),
};
