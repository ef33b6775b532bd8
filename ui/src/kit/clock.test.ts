import { expect, it } from 'vitest';
import { Clock, SECOND } from './clock.svelte';

it('ticks as often as what is shown needs, and not at all when nobody sees it', () => {
  let time = 0;
  let tick = 10 * SECOND;
  let waiting: { for: number; act: () => void } | null = null;
  const after = (milliseconds: number, act: () => void) => {
    waiting = { for: milliseconds, act };
    return () => (waiting = null);
  };
  const fire = (): void => {
    const { for: milliseconds, act } = waiting ?? { for: 0, act: () => undefined };
    time += milliseconds;
    act();
  };
  const clock = new Clock(
    () => time,
    after,
    () => tick,
  );
  clock.start();
  fire();
  expect(clock.now).toBe(10 * SECOND);
  tick = SECOND;
  clock.start();
  fire();
  expect(clock.now).toBe(11 * SECOND);
  clock.stop();
  expect(waiting).toBeNull();
});
