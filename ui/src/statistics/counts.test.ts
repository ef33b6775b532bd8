import { describe, expect, it } from 'vitest';
import { FIGURES, OWN_FIGURES, REQUESTED, happened, lines, percent, shade, spansOf, total } from './counts';

const all = [
  ...['requested', 'accepted', 'began', 'withdrawn', 'vanished', 'moved_to_written', 'line_closed', 'declined'],
  ...['no_answer', 'ended_by_counsellor', 'offer_missed', 'message_of_seeker', 'message_of_counsellor', 'file'],
].map((what, at) => ({ what, n: 2 ** at }));

const named = (figures: typeof FIGURES): Record<string, number> =>
  Object.fromEntries(figures.map((figure) => [figure.word.replace('statistics-', ''), total(all, figure)]));

describe('figures', () => {
  it('are sums of what belongs together', () => {
    expect(named(FIGURES)).toEqual({
      requested: 1,
      accepted: 2,
      // Withdrawn, vanished, declined, no answer; not the written way, nor a line that was closed.
      cancelled: 8 + 16 + 128 + 256,
      began: 4,
      messages: 2 ** 11 + 2 ** 12,
      files: 2 ** 13,
    });
    expect(named(OWN_FIGURES)).toEqual({ accepted: 2, began: 4, 'messages-sent': 2 ** 12, 'offers-missed': 2 ** 10 });
  });

  it('are nothing where nothing is known of them', () => {
    expect(total([], REQUESTED)).toBe(0);
    expect(happened([{ what: 'unheard_of', n: 3 }], FIGURES)).toBe(false);
    expect(happened([{ what: 'file', n: 1 }], FIGURES)).toBe(true);
  });
});

describe('a chart', () => {
  const counts = [
    { day: '2026-11-02', what: 'requested', n: 3 },
    { day: '2026-11-04', what: 'requested', n: 4 },
    { day: '2026-11-04', what: 'accepted', n: 2 },
  ];
  const requests = (from: string, until: string) =>
    spansOf({ from, until }, counts).map((span) => [
      span.period.from,
      span.period.until,
      total(span.counts, REQUESTED),
    ]);

  it('has a bar for each day, also where nothing happened', () => {
    expect(requests('2026-11-02', '2026-11-04')).toEqual([
      ['2026-11-02', '2026-11-02', 3],
      ['2026-11-03', '2026-11-03', 0],
      ['2026-11-04', '2026-11-04', 4],
    ]);
  });

  it('has a bar for each week of a long period, and loses no day', () => {
    const weeks = requests('2026-10-01', '2026-12-31');
    expect(weeks).toHaveLength(14);
    expect(weeks[0]).toEqual(['2026-10-01', '2026-10-04', 0]);
    expect(weeks[5]).toEqual(['2026-11-02', '2026-11-08', 7]);
    expect(weeks.at(-1)).toEqual(['2026-12-28', '2026-12-31', 0]);
  });

  it.each([
    [0, [0, 1]],
    [1, [0, 1]],
    [3, [0, 1, 2, 3]],
    [7, [0, 2, 4, 6, 8]],
    [42, [0, 20, 40, 60]],
    [1000, [0, 500, 1000]],
  ])('up to %d has lines at %j', (highest, wanted) => {
    expect(lines(highest)).toEqual(wanted);
  });

  it('is shaded from nothing to the most', () => {
    expect([0, 1, 25, 26, 100].map((n) => shade(n, 100))).toEqual([0, 1, 1, 2, 4]);
    expect([percent(1, 3), percent(0, 0)]).toEqual([33, 0]);
  });
});
