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

const dark = { ...DEFAULT_SETTINGS, theme: 'dark' } as const;

describe('the settings', () => {
  it('are those that the program keeps now', () => {
    settings.follow(dark);
    expect(settings.current.theme).toBe('dark');
    settings.follow(DEFAULT_SETTINGS);
    expect(settings.current.theme).toBe('system');
  });

  it('are shown as they are chosen, and kept when they are saved', async () => {
    settings.change({ theme: 'dark' });
    expect([settings.current.theme, settings.changed, host.commands]).toEqual(['dark', true, []]);
    await settings.save();
    expect([settings.current.theme, settings.changed]).toEqual(['dark', false]);
    expect(host.commands).toEqual([['set_settings', dark]]);
  });

  it('go back to what is kept when a choice is discarded, or chosen back', () => {
    settings.change({ theme: 'dark' });
    settings.discard();
    expect([settings.current.theme, settings.changed]).toEqual(['system', false]);
    settings.change({ theme: 'dark' });
    settings.change({ theme: 'system' });
    expect(settings.changed).toBe(false);
  });

  it('stay as they are being chosen while a view comes', () => {
    settings.change({ theme: 'dark' });
    settings.follow({ ...DEFAULT_SETTINGS, self_test_daily: false });
    expect([settings.current.theme, settings.changed]).toEqual(['dark', true]);
  });

  it('that were changed again while they were being saved are not saved yet', async () => {
    settings.change({ theme: 'dark' });
    const saving = settings.save();
    settings.change({ theme: 'light' });
    settings.follow(dark);
    await saving;
    expect([settings.current.theme, settings.changed]).toEqual(['light', true]);
  });

  it('that could not be saved stay in the form', async () => {
    settings.change({ theme: 'dark' });
    vi.spyOn(host, 'setSettings').mockRejectedValueOnce({ code: 'no_storage' });
    await settings.save();
    expect([settings.current.theme, settings.changed, commands.failed]).toEqual(['dark', true, true]);
    await settings.save();
    expect([settings.changed, commands.failed]).toEqual([false, false]);
  });
});
