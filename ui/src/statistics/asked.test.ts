import { beforeEach, describe, expect, it } from 'vitest';
import { Asked } from './asked.svelte';
import type { Period } from './period';

/** A Saturday. */
const NOW = new Date(2026, 10, 21, 12).getTime();
let asked: Asked<string>;

beforeEach(() => {
  asked = new Asked(() => NOW);
});

const days = async ({ from, until }: Period): Promise<string> => `${from} ${until}`;

describe('counts', () => {
  it('are of this month first, and of as much of the month before', async () => {
    expect(asked.missing).toBe('loading');
    await asked.load(days);
    expect(asked.missing).toBe(null);
    expect([asked.answer?.now, asked.answer?.then]).toEqual(['2026-11-01 2026-11-21', '2026-10-01 2026-10-21']);
  });

  it('of typed days are asked for once the days are a period', () => {
    asked.choose('last_month');
    asked.choose('own');
    expect(asked.typed).toEqual({ from: '2026-10-01', until: '2026-10-31' });
    asked.type({ from: '' });
    expect([asked.wrong, asked.period.from]).toEqual(['missing', '2026-10-01']);
    asked.type({ from: '2026-11-01' });
    expect([asked.wrong, asked.period.from]).toEqual(['order', '2026-10-01']);
    asked.type({ until: '2026-11-03' });
    expect([asked.wrong, asked.period]).toEqual([null, { from: '2026-11-01', until: '2026-11-03' }]);
  });

  it('of an older question never replace those of a newer one', async () => {
    const late: ((text: string) => void)[] = [];
    const first = asked.load(() => new Promise((done) => late.push(done)));
    asked.choose('week');
    await asked.load(days);
    for (const done of late) done('late');
    await first;
    expect(asked.answer?.now).toBe('2026-11-16 2026-11-21');
  });

  it('are missing for a reason, and come with the next answer', async () => {
    await asked.load(() => Promise.reject({ code: 'server_away' }));
    expect(asked.missing).toBe('away');
    await asked.load(() => Promise.reject({ code: 'not_found' }));
    expect(asked.missing).toBe('not-yours');
    asked.again();
    expect(asked.missing).toBe('loading');
    await asked.load(days);
    expect(asked.missing).toBe(null);
  });
});
