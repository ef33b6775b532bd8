import { describe, expect, it } from 'vitest';
import { before, dayAt, daysOf, lengthOf, periodOf, plusDays, weekdayOf, wrongWith, type Choice } from './period';

const from = (from: string, until: string) => ({ from, until });

describe('a period', () => {
  it.each([
    // A Saturday.
    ['week', '2026-11-21', from('2026-11-16', '2026-11-21'), from('2026-11-09', '2026-11-14')],
    ['week', '2026-11-22', from('2026-11-16', '2026-11-22'), from('2026-11-09', '2026-11-15')],
    ['week', '2027-01-01', from('2026-12-28', '2027-01-01'), from('2026-12-21', '2026-12-25')],
    ['month', '2026-11-21', from('2026-11-01', '2026-11-21'), from('2026-10-01', '2026-10-21')],
    ['month', '2026-03-31', from('2026-03-01', '2026-03-31'), from('2026-02-01', '2026-02-28')],
    ['month', '2026-01-05', from('2026-01-01', '2026-01-05'), from('2025-12-01', '2025-12-05')],
    ['last_month', '2026-03-31', from('2026-02-01', '2026-02-28'), from('2026-01-01', '2026-01-31')],
    ['last_month', '2026-01-31', from('2025-12-01', '2025-12-31'), from('2025-11-01', '2025-11-30')],
    ['year', '2026-11-21', from('2026-01-01', '2026-11-21'), from('2025-01-01', '2025-11-21')],
    ['year', '2028-02-29', from('2028-01-01', '2028-02-29'), from('2027-01-01', '2027-02-28')],
  ] as const)('is this %s at %s', (choice, today, wanted, compared) => {
    expect(periodOf(choice, today)).toEqual(wanted);
    expect(before(choice, wanted)).toEqual(compared);
  });

  it('of own days is compared with as many before it', () => {
    expect(before('own', from('2026-03-01', '2026-03-07'))).toEqual(from('2026-02-22', '2026-02-28'));
    expect(before('own', from('2026-03-01', '2026-03-01'))).toEqual(from('2026-02-28', '2026-02-28'));
  });

  it('is never longer than the server answers, nor is what it is compared with', () => {
    for (let today = '2027-12-25'; today < '2029-01-05'; today = plusDays(today, 1)) {
      for (const choice of ['week', 'month', 'last_month', 'year'] satisfies Choice[]) {
        const period = periodOf(choice, today);
        expect(wrongWith(period)).toBe(null);
        expect(wrongWith(before(choice, period))).toBe(null);
        expect(before(choice, period).until < period.from).toBe(true);
      }
    }
  });

  it('has each of its days once, over a change of clocks as well', () => {
    expect(daysOf(from('2026-10-24', '2026-10-27'))).toEqual(['2026-10-24', '2026-10-25', '2026-10-26', '2026-10-27']);
    expect(lengthOf(from('2026-01-01', '2026-12-31'))).toBe(365);
    expect(daysOf(from('2026-01-02', '2026-01-01'))).toEqual([]);
  });

  it('is refused where a day is missing, their order is wrong, or it is too long', () => {
    expect(wrongWith(from('', '2026-01-01'))).toBe('missing');
    expect(wrongWith(from('2026-02-31', '2026-13-01'))).toBe('missing');
    expect(wrongWith(from('2026-01-02', '2026-01-01'))).toBe('order');
    expect(wrongWith(from('2026-01-01', '2027-01-02'))).toBe(null);
    expect(wrongWith(from('2026-01-01', '2027-01-03'))).toBe('long');
    expect(wrongWith(from('0202-01-01', '2026-01-01'))).toBe('long');
  });
});

describe('a day', () => {
  it('is that of the calendar where the reader is', () => {
    expect(dayAt(new Date(2026, 10, 30, 23, 59).getTime())).toBe('2026-11-30');
    expect(dayAt(new Date(2026, 0, 1, 0, 0).getTime())).toBe('2026-01-01');
  });

  it('has a weekday', () => {
    expect(['2026-11-30', '2026-12-06', '1970-01-01'].map(weekdayOf)).toEqual([1, 7, 4]);
  });
});
