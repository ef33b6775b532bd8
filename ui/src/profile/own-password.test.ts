import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryCounsellorHost } from '../host/memory-counsellor';
import { view } from '../host/views.fixture';
import { OwnPassword } from './own-password.svelte';

const OLD = 'Beistand-Demo-2026';
const GOOD = 'ein Satz, den ich mir merke';
let host: MemoryCounsellorHost;
let password: OwnPassword;

beforeEach(() => {
  host = new MemoryCounsellorHost(view(1));
  password = new OwnPassword(host);
});

function save(current: string, chosen: string, again = chosen): Promise<boolean> {
  Object.assign(password, { current, chosen, again });
  return password.save();
}

describe('the own password', () => {
  it('is changed, and nothing of it stays in the page', async () => {
    expect(await save(OLD, GOOD)).toBe(true);
    expect(host.account.password).toBe(GOOD);
    expect([password.done, password.current, password.chosen, password.again]).toEqual([true, '', '', '']);
  });

  it('is asked for nothing while a field is wrong', async () => {
    await save('', 'zu kurz', 'anders');
    expect(password.wrong).toEqual({ current: 'missing', chosen: 'short', again: 'differs' });
    // What looks like one character is one.
    await save(OLD, '😀'.repeat(257));
    expect(password.wrong).toEqual({ current: null, chosen: 'long', again: null });
    await save(OLD, '😀'.repeat(14));
    expect(password.wrong.chosen).toBe('short');
    expect(host.commands).toEqual([]);
  });

  it.each([
    ['wrong_password', { current: 'wrong', chosen: null, again: null }],
    ['too_many_tries', { current: 'too-many', chosen: null, again: null }],
    ['not_a_setting', { current: null, chosen: 'simple', again: null }],
  ] as const)('that is refused with %s says so at its field, and keeps what was typed', async (code, wrong) => {
    host.account.refuse = { code };
    expect(await save(OLD, GOOD)).toBe(false);
    expect(password.wrong).toEqual(wrong);
    expect([password.problem, password.current, password.chosen]).toEqual([null, OLD, GOOD]);
  });

  it('waits for a server that is away, and is changed with the next try', async () => {
    host.account.refuse = { code: 'server_away' };
    await save(OLD, GOOD);
    expect([password.problem, password.chosen, password.busy]).toEqual(['away', GOOD, false]);
    host.account.refuse = null;
    expect(await password.save()).toBe(true);
    expect(password.problem).toBe(null);
  });

  it('that was changed says so until the next try', async () => {
    await save(OLD, GOOD);
    await save(OLD, GOOD);
    expect([password.done, password.wrong.current]).toEqual([false, 'wrong']);
  });
});
