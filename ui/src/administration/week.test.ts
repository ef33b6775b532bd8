import { describe, expect, it } from 'vitest';
import type { Interval } from '../generated/protocol';
import { another, clockOf, drawn, faultOf, minutesOf, moved, resized, snapped, sorted } from './week';

const at = (weekday: number, from: number, until: number): Interval => ({
  weekday,
  from: from * 60,
  until: until * 60,
});
const week = [at(1, 9, 12), at(1, 14, 18)];

describe('a week', () => {
  it('is drawn in quarters of an hour, from either side', () => {
    expect(snapped(548)).toBe(555);
    expect(drawn([], 2, 602, 725)).toEqual({ weekday: 2, from: 600, until: 720 });
    expect(drawn([], 2, 725, 602)).toEqual({ weekday: 2, from: 600, until: 720 });
    expect(drawn([], 2, 600, 601)).toEqual({ weekday: 2, from: 600, until: 615 });
    expect(drawn([], 2, 1439, 1440)).toEqual({ weekday: 2, from: 1425, until: 1440 });
  });

  it('has no room where it is open already, and ends at its neighbours', () => {
    expect(drawn(week, 1, 600, 700)).toBeNull();
    expect(drawn(week, 1, 750, 1200)).toEqual(at(1, 12.5, 14));
    expect(drawn(week, 1, 750, 100)).toEqual(at(1, 12, 12.5));
    expect(drawn([at(1, 0, 12), at(1, 12, 24)], 1, 720, 800)).toBeNull();
  });

  it('moves with its length, to another day as well, and never over another', () => {
    const [first = at(1, 0, 1), second = at(1, 0, 1)] = week;
    expect(moved([second], first, 60, 1)).toEqual(at(1, 10, 13));
    expect(moved([second], first, 180, 1)).toEqual(first);
    expect(moved([second], first, 180, 3)).toEqual(at(3, 12, 15));
    expect(moved([], first, 10_000, 1)).toEqual(at(1, 21, 24));
    expect(moved([], first, -10_000, 1)).toEqual(at(1, 0, 3));
  });

  it('is resized between its neighbours, and never to nothing', () => {
    const [first = at(1, 0, 1), second = at(1, 0, 1)] = week;
    expect(resized([second], first, 'until', 1200)).toEqual(at(1, 9, 14));
    expect(resized([second], first, 'until', 0)).toEqual(at(1, 9, 9.25));
    expect(resized([first], second, 'from', 0)).toEqual(at(1, 12, 18));
    expect(resized([first], second, 'from', 2000)).toEqual(at(1, 17.75, 18));
  });

  it('gets another interval where there is room', () => {
    expect(another([], 4)).toEqual(at(4, 9, 17));
    expect(another(week, 1)).toEqual(at(1, 19, 21));
    expect(another([at(1, 8, 24)], 1)).toEqual(at(1, 0, 2));
    expect(another([at(1, 0, 24)], 1)).toBeNull();
  });

  it('says what is wrong with what was typed', () => {
    expect(faultOf([at(1, 12, 9)], 0)).toBe('topics-hours-order');
    expect(faultOf([...week, at(1, 11, 13)], 2)).toBe('topics-hours-overlap');
    expect(faultOf([...week, at(1, 12, 14)], 2)).toBeNull();
    expect(faultOf([...week, at(2, 11, 13)], 2)).toBeNull();
  });

  it('reads and writes times of day, midnight as an end too', () => {
    expect([minutesOf('09:15', false), minutesOf('00:00', true), minutesOf('', true)]).toEqual([555, 1440, null]);
    expect([clockOf(555), clockOf(1440)]).toEqual(['09:15', '00:00']);
    expect(sorted([at(2, 9, 10), at(1, 14, 15), at(1, 9, 10)])).toEqual([at(1, 9, 10), at(1, 14, 15), at(2, 9, 10)]);
  });
});
