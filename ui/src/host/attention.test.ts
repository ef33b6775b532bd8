import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { webAttention } from './attention';

class Lock {
  released = false;
  async release(): Promise<void> {
    this.released = true;
  }
}

const page = { title: 'Startseite' };
let locks: Lock[];
let answer: () => Promise<Lock>;

beforeEach(() => {
  page.title = 'Startseite';
  locks = [];
  answer = async () => {
    locks.push(new Lock());
    return locks[locks.length - 1] ?? new Lock();
  };
  vi.stubGlobal('document', page);
  vi.stubGlobal('navigator', { wakeLock: { request: () => answer() } });
});
afterEach(() => vi.unstubAllGlobals());

it('what is new stands as a number before the neutral title, and goes', () => {
  const attention = webAttention();
  attention.news(2);
  expect(page.title).toBe('(2) Startseite');
  attention.news(1);
  expect(page.title).toBe('(1) Startseite');
  attention.news(0);
  expect(page.title).toBe('Startseite');
});

it('the screen is kept on once, again when the browser has let it go, and not after it was let go here', async () => {
  const attention = webAttention();
  expect([await attention.stayAwake(true), await attention.stayAwake(true)]).toEqual([true, true]);
  expect(locks).toHaveLength(1);
  await locks[0]?.release();
  expect(await attention.stayAwake(true)).toBe(true);
  expect(locks).toHaveLength(2);
  expect(await attention.stayAwake(false)).toBe(false);
  expect(locks[1]?.released).toBe(true);

  const asked = attention.stayAwake(true);
  await attention.stayAwake(false);
  expect(await asked).toBe(false);
  expect(locks[2]?.released).toBe(true);
});

it('a browser that refuses or has none of it says so', async () => {
  answer = () => Promise.reject(new DOMException('', 'NotAllowedError'));
  expect(await webAttention().stayAwake(true)).toBe(false);
  expect(await webAttention().armSound()).toBe(false);
  vi.stubGlobal('navigator', {});
  expect(webAttention().canStayAwake).toBe(false);
});
