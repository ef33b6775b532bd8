import { afterEach, describe, expect, it, vi } from 'vitest';
import { CHAT_WARNINGS } from '../generated/protocol';
import { minutesLeft, warning } from './time-left';

const MINUTE = 60_000;
const ENDS = 1_795_000_000_000;

describe('the warning before the end', () => {
  it.each(CHAT_WARNINGS)('of %i ms holds from then on, and the one before it until then', (left) => {
    const earlier = CHAT_WARNINGS.filter((other) => other > left).map((other) => other / MINUTE);
    expect(warning(ENDS, ENDS - left - 1)).toBe(earlier.length === 0 ? null : Math.min(...earlier));
    expect(warning(ENDS, ENDS - left)).toBe(left / MINUTE);
  });

  it('is the last one when the time is over', () => {
    expect(warning(ENDS, ENDS + MINUTE)).toBe(Math.min(...CHAT_WARNINGS) / MINUTE);
    expect(minutesLeft(ENDS, ENDS + MINUTE)).toBe(0);
  });

  describe('with another generated constant', () => {
    afterEach(() => vi.resetModules());

    it('comes when that says', async () => {
      const [first] = CHAT_WARNINGS;
      const last = 10 * MINUTE;
      vi.resetModules();
      vi.doMock('../generated/protocol', () => ({ CHAT_WARNINGS: [first, last] }));
      const { warning } = await import('./time-left');
      expect(warning(ENDS, ENDS - last - 1)).toBe(first / MINUTE);
      expect(warning(ENDS, ENDS - last)).toBe(10);
      vi.doUnmock('../generated/protocol');
    });
  });
});
