import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { tauriHost } from './tauri';

const invoke = vi.fn();
const setProperty = vi.fn();

function bootstrap(begun: Promise<unknown>): void {
  const beistand = { language: 'de', chat: null, font: 'sans-serif', begun };
  vi.stubGlobal('window', { beistand, __TAURI_INTERNALS__: { invoke } });
}

beforeEach(() => {
  invoke.mockReset().mockResolvedValue('asked');
  vi.stubGlobal('document', { documentElement: { style: { setProperty } } });
});
afterEach(() => vi.unstubAllGlobals());

describe('what the shell has asked for in the name of the page', () => {
  it('is the first answer, and only the first', async () => {
    bootstrap(Promise.resolve('early'));
    const host = tauriHost();
    expect([await host.begin(), await host.begin()]).toEqual(['early', 'asked']);
    expect(invoke).toHaveBeenCalledOnce();
  });

  it('is asked for again where it was refused', async () => {
    bootstrap(Promise.reject(new Error('not yet')));
    expect(await tauriHost().begin()).toBe('asked');
  });
});

it('the page is set in the font of the desktop, as this web view calls it', () => {
  bootstrap(Promise.resolve());
  tauriHost();
  expect(setProperty).toHaveBeenCalledWith('--system-font', 'sans-serif');
});
