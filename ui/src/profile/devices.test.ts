import { beforeEach, describe, expect, it } from 'vitest';
import type { OwnSession } from '../generated/protocol';
import { MemoryCounsellorHost } from '../host/memory-counsellor';
import { view } from '../host/views.fixture';
import { Devices } from './devices.svelte';

const device = (id: string, current = false): OwnSession => ({ id, device_name: id, opened: 1, used: 2, current });
let host: MemoryCounsellorHost;
let devices: Devices;

beforeEach(() => {
  host = new MemoryCounsellorHost(view(1));
  host.account.sessions = [device('Büro', true), device('Notebook'), device('Tablet')];
  devices = new Devices(host);
});

const names = (): string[] => devices.sessions.map(({ device_name }) => device_name);

async function end(at: number): Promise<void> {
  devices.asked = devices.sessions[at] ?? null;
  await devices.end();
}

describe('devices', () => {
  it('are loaded, or missing for a reason', async () => {
    host.account.refuse = { code: 'server_away' };
    await devices.load();
    expect(devices.missing).toBe('away');
    host.account.refuse = null;
    await devices.load();
    expect([devices.missing, names()]).toEqual([null, ['Büro', 'Notebook', 'Tablet']]);
  });

  it('are signed out once that was asked', async () => {
    await devices.load();
    await devices.end();
    expect(host.commands).toEqual([]);
    await end(1);
    expect(host.commands).toEqual([['end_own_session', 'Notebook']]);
    expect([names(), devices.ended, devices.asked]).toEqual([['Büro', 'Tablet'], 'Notebook', null]);
  });

  it('that signed out meanwhile are gone as well', async () => {
    await devices.load();
    host.endOwnSession = () => {
      host.account.sessions = host.account.sessions.slice(0, 1);
      return Promise.reject({ code: 'not_found' });
    };
    await end(2);
    expect([names(), devices.ended, devices.problem]).toEqual([['Büro'], 'Tablet', null]);
  });

  it('stay in the list while the server is away', async () => {
    await devices.load();
    host.account.refuse = { code: 'server_away' };
    await end(1);
    expect([devices.problem, devices.ended, devices.missing, names().length]).toEqual(['away', null, null, 3]);
  });
});
