import { expect, it } from 'vitest';
import type { PasswordHost } from '../host/password';
import { RequestFailed } from '../host/seeker';
import { Choosing } from './choosing.svelte';

const GOOD = 'ein Satz, den ich mir merke';

function page(answer: () => Promise<{ sign_in_name: string }>, secret = 'S') {
  const asked: string[] = [];
  let forgotten = false;
  const host: PasswordHost = {
    secret,
    languages: ['de'],
    choose: (secret, password) => {
      asked.push(`${secret} ${password}`);
      return answer();
    },
    forget: () => {
      forgotten = true;
    },
  };
  const choosing = new Choosing(host);
  const save = async (password: string, again = password): Promise<void> => {
    choosing.password = password;
    choosing.again = again;
    await choosing.save();
  };
  return { choosing, save, asked, forgotten: () => forgotten };
}

const refuse = (code: ConstructorParameters<typeof RequestFailed>[0]) => () => Promise.reject(new RequestFailed(code));

it('says what is wrong before anything is sent', async () => {
  const { choosing, save, asked } = page(() => Promise.resolve({ sign_in_name: 'dora' }));
  await save('zu kurz');
  expect(choosing.wrong).toEqual({ password: 'short', again: null });
  await save(GOOD, `${GOOD}.`);
  expect(choosing.wrong).toEqual({ password: null, again: 'differs' });
  await save('😀'.repeat(257));
  expect(choosing.wrong.password).toBe('long');
  expect(asked).toEqual([]);
});

it('takes the secret out of the address once the password is saved, and says the name', async () => {
  const { choosing, save, asked, forgotten } = page(() => Promise.resolve({ sign_in_name: 'dora' }));
  await save(GOOD);
  expect(asked).toEqual([`S ${GOOD}`]);
  expect(choosing.screen).toEqual({ is: 'done', name: 'dora' });
  expect([forgotten(), choosing.password, choosing.again]).toEqual([true, '', '']);
});

it('keeps what was typed while the server is away', async () => {
  const { choosing, save } = page(refuse('offline'));
  await save(GOOD);
  expect([choosing.away, choosing.password, choosing.screen.is]).toEqual([true, GOOD, 'form']);
});

it('says that a link works no more, and that a password is guessed at once', async () => {
  const gone = page(refuse('not_found'));
  await gone.save(GOOD);
  expect(gone.choosing.screen).toEqual({ is: 'gone' });
  const simple = page(refuse('not_a_setting'));
  await simple.save(GOOD);
  expect(simple.choosing.wrong.password).toBe('simple');
  expect(page(refuse('offline'), '').choosing.screen).toEqual({ is: 'gone' });
});
