import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryCounsellorHost } from '../host/memory-counsellor';
import { view } from '../host/views.fixture';
import { SecondFactorSetting } from './second-factor.svelte';

let host: MemoryCounsellorHost;
let setting: SecondFactorSetting;
const PASSWORD = 'Beistand-Demo-2026';

beforeEach(async () => {
  host = new MemoryCounsellorHost(view(1));
  setting = new SecondFactorSetting(host);
  await setting.load();
});

async function scanning(): Promise<void> {
  setting.want('begin');
  await setting.withPassword(PASSWORD);
}

describe('a second factor', () => {
  it('is set up by the password, a code of the app and codes that are put away', async () => {
    expect(setting.state).toEqual({ on: false, recovery_codes: 0, pending: false });
    setting.want('begin');
    expect(await setting.withPassword('falsch')).toBe(false);
    expect([setting.step, setting.trouble]).toEqual([{ is: 'password', for: 'begin' }, 'wrong_password']);
    expect(await setting.withPassword(PASSWORD)).toBe(true);
    expect([setting.step.is, setting.trouble]).toEqual(['scan', null]);
    await setting.confirm('000000');
    expect([setting.step.is, setting.trouble]).toEqual(['scan', 'wrong_code']);
    await setting.confirm('287082');
    expect(setting.step).toMatchObject({ is: 'codes' });
    setting.kept();
    expect([setting.step, setting.state]).toEqual([{ is: 'idle' }, { on: true, recovery_codes: 10, pending: false }]);
  });

  it('stays as it was when setting up is broken off', async () => {
    await scanning();
    setting.cancel();
    expect([setting.step, setting.state]).toEqual([{ is: 'idle' }, { on: false, recovery_codes: 0, pending: false }]);
    await setting.confirm('287082');
    expect(host.phone.on).toBe(false);
  });

  it('gets new recovery codes and goes, each by the password', async () => {
    Object.assign(host.phone, { on: true, left: 1 });
    await setting.load();
    setting.want('codes');
    await setting.withPassword(PASSWORD);
    setting.kept();
    expect(setting.state).toEqual({ on: true, recovery_codes: 10, pending: false });
    setting.want('remove');
    expect(await setting.withPassword('falsch')).toBe(false);
    expect(host.phone.on).toBe(true);
    await setting.withPassword(PASSWORD);
    expect([host.phone.on, setting.state, setting.step]).toEqual([
      false,
      { on: false, recovery_codes: 0, pending: false },
      { is: 'idle' },
    ]);
  });

  it('keeps what was begun while the server is away, and looks whether a lost answer was a yes', async () => {
    await scanning();
    host.phone.refuse = { code: 'server_away' };
    await setting.confirm('287082');
    expect([setting.step.is, setting.trouble]).toEqual(['scan', 'away']);
    host.phone.refuse = null;
    const confirm = host.confirmSecondFactor.bind(host);
    host.confirmSecondFactor = async (code) => {
      await confirm(code);
      throw { code: 'server_away' };
    };
    await setting.confirm('287082');
    expect([setting.step, setting.state]).toEqual([{ is: 'idle' }, { on: true, recovery_codes: 10, pending: false }]);
    expect([setting.unseen, setting.trouble]).toEqual([true, null]);
    setting.want('codes');
    expect(setting.unseen).toBe(false);
  });

  it('says that another phone counts although the answer was lost', async () => {
    Object.assign(host.phone, { on: true, left: 4 });
    await setting.load();
    await scanning();
    const confirm = host.confirmSecondFactor.bind(host);
    host.confirmSecondFactor = async (code) => {
      await confirm(code);
      throw { code: 'server_away' };
    };
    await setting.confirm('287082');
    expect([setting.step, setting.unseen]).toEqual([{ is: 'idle' }, true]);
    expect(setting.state).toEqual({ on: true, recovery_codes: 10, pending: false });
  });

  it('shows how it stands when what was begun no longer holds', async () => {
    await scanning();
    host.confirmSecondFactor = () => Promise.reject({ code: 'not_found' });
    host.secondFactor = () => Promise.resolve({ on: false, recovery_codes: 0, pending: false });
    await setting.confirm('287082');
    expect([setting.step, setting.trouble, setting.unseen]).toEqual([{ is: 'idle' }, 'gone', false]);
  });
});
