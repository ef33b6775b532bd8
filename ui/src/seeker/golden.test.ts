/** The seeker's page shows golden conversations as they are written down. */
import { readFileSync, readdirSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { Replay, type Script } from './golden.fixture';
import { begin } from './session.fixture';

const FOLDER = new URL('../../../tests/conversations/', import.meta.url);
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

beforeEach(begin);

it('there are conversations', () => {
  expect(FILES).toContain('order.json');
});

describe.each(FILES)('%s', (file) => {
  const scripts = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Script[];

  it.each(scripts)('$name', async ({ steps }) => {
    expect(steps.some((step) => step.expect !== undefined)).toBe(true);
    const replay = await Replay.begin();
    for (const [at, { expect: expected, ...act }] of steps.entries()) {
      await replay.perform(act);
      if (expected !== undefined) expect(replay.found(expected), `step ${at + 1}`).toEqual(expected);
    }
  });
});
