import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Commands } from '../host/commands.svelte';
import { MemoryCounsellorHost } from '../host/memory-counsellor';
import { DEFAULT_SETTINGS } from '../host/default-settings';
import { view } from '../host/views.fixture';
import { SettingsState } from './settings.svelte';

let host: MemoryCounsellorHost;
let commands: Commands;
let settings: SettingsState;

beforeEach(() => {
  host = new MemoryCounsellorHost(view(1));
  commands = new Commands(host);
  settings = new SettingsState(commands);
});

describe('the settings', () => {
  it('are those of whoever has signed in now, in every window', async () => {
    await settings.change({ ...DEFAULT_SETTINGS, theme: 'dark' });
    settings.follow({ ...DEFAULT_SETTINGS, theme: 'dark' });
    settings.follow(DEFAULT_SETTINGS);
    expect(settings.current.theme).toBe('system');
  });

  it('stay as they are being chosen while an older view comes, and go back where they could not be kept', async () => {
    const first = settings.change({ ...DEFAULT_SETTINGS, theme: 'dark' });
    const second = settings.change({ ...DEFAULT_SETTINGS, theme: 'light' });
    settings.follow({ ...DEFAULT_SETTINGS, theme: 'dark' });
    expect(settings.current.theme).toBe('light');
    await Promise.all([first, second]);
    vi.spyOn(host, 'setSettings').mockRejectedValueOnce({ code: 'no_storage' });
    settings.follow({ ...DEFAULT_SETTINGS, theme: 'light' });
    await settings.change({ ...DEFAULT_SETTINGS, theme: 'dark' });
    expect([settings.current.theme, commands.failed]).toEqual(['light', true]);
  });
});
