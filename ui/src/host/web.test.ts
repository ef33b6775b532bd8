import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { webHost } from './web';

const blocked = (): never => {
  throw new DOMException('blocked', 'SecurityError');
};

/** The window's own property, which itself throws where site data is blocked. */
function storage(get: () => unknown): void {
  Object.defineProperty(globalThis, 'sessionStorage', { configurable: true, get });
}

beforeEach(() => {
  vi.stubGlobal('window', { isSecureContext: true });
  vi.stubGlobal('navigator', { languages: ['de'] });
  vi.stubGlobal('document', { title: 'Startseite' });
  vi.stubGlobal('location', { pathname: '/demo/sucht' });
});
afterEach(() => {
  vi.unstubAllGlobals();
  Reflect.deleteProperty(globalThis, 'sessionStorage');
});

describe('what outlives a reload', () => {
  it('lies in memory where the browser blocks site data', () => {
    storage(blocked);
    const host = webHost();
    expect(host.kept()).toBeNull();
    host.keep('eins');
    expect(host.kept()).toBe('eins');
    host.forget();
    expect(host.kept()).toBeNull();
  });

  it('is the newest, also when the storage was full in between', () => {
    const items = new Map<string, string>();
    let full = false;
    storage(() => ({
      getItem: (name: string) => items.get(name) ?? null,
      setItem: (name: string, text: string) => (full ? blocked() : items.set(name, text)),
      clear: () => items.clear(),
    }));
    const host = webHost();
    host.keep('eins');
    full = true;
    host.keep('zwei');
    expect(host.kept()).toBe('zwei');
    full = false;
    host.keep('drei');
    expect([host.kept(), ...items.values()]).toEqual(['drei', 'drei']);
    host.forget();
    expect([host.kept(), items.size]).toEqual([null, 0]);
  });
});

/** Locks of a browser that takes its time to answer; `holder` has the name already. */
function slowLocks(answersAfter: number, holder: boolean): void {
  const slowly = (act: () => void): unknown => setTimeout(act, answersAfter);
  let granted = holder;
  const request = (name: string, { signal }: { signal: AbortSignal }, given: () => Promise<void>): Promise<void> =>
    new Promise((done, refuse) => {
      const asked = { answered: false };
      signal.addEventListener('abort', () => asked.answered || refuse(new DOMException(name, 'AbortError')));
      slowly(() => {
        if (granted || signal.aborted) return;
        [granted, asked.answered] = [true, true];
        void given().then(done, refuse);
      });
    });
  const query = (): Promise<unknown> =>
    new Promise((done) => slowly(() => done({ held: granted ? [{ name: 'a chat' }] : [] })));
  vi.stubGlobal('navigator', { languages: ['de'], locks: { request, query } });
}

describe('a tab that claims a chat', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    // The engine's own timeouts follow the same clock.
    vi.spyOn(AbortSignal, 'timeout').mockImplementation((within) => {
      const ended = new AbortController();
      setTimeout(() => ended.abort(), within);
      return ended.signal;
    });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  async function claimed(answersAfter: number, holder: boolean): Promise<boolean> {
    storage(blocked);
    slowLocks(answersAfter, holder);
    const claim = webHost().claim('a chat', false, () => undefined);
    await vi.runAllTimersAsync();
    return claim;
  }

  it('has it, however long a busy browser takes to say so', async () => {
    expect(await claimed(10, false)).toBe(true);
    expect(await claimed(60_000, false)).toBe(true);
  });

  it('does not have it while another tab holds it', async () => {
    expect(await claimed(10, true)).toBe(false);
    expect(await claimed(60_000, true)).toBe(false);
  });
});

describe('an answer', () => {
  it('that is not of the server is told apart from one that is', async () => {
    storage(blocked);
    const html = (status: number) => (): Promise<Response> => Promise.resolve(new Response('<html>', { status }));
    vi.stubGlobal('fetch', html(413));
    await expect(webHost().page('demo')).rejects.toMatchObject({ code: 'too_large' });
    vi.stubGlobal('fetch', html(502));
    await expect(webHost().page('demo')).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('is waited for ten seconds', async () => {
    storage(blocked);
    vi.useFakeTimers();
    vi.stubGlobal('fetch', (_: string, { signal }: RequestInit) => {
      return new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    });
    const asked = expect(webHost().page('demo')).rejects.toMatchObject({ code: 'offline' });
    vi.advanceTimersByTime(10_000);
    await asked;
    vi.useRealTimers();
  });

  it('that breaks off half-way counts as none', async () => {
    storage(blocked);
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('{"chat":"01', { status: 200 })));
    await expect(webHost().page('demo')).rejects.toMatchObject({ code: 'offline' });
  });
});
