import { beforeEach, expect, it } from 'vitest';
import { Leaving } from './leaving.svelte';

let leaving: Leaving;
let gone: number;
let page: { changed: boolean; done: string[]; saves: boolean };
const go = (): void => leaving.go(() => void (gone += 1));

beforeEach(() => {
  leaving = new Leaving();
  gone = 0;
  page = { changed: true, done: [], saves: true };
});

function watch(): () => void {
  return leaving.watch({
    get changed() {
      return page.changed;
    },
    save: async () => {
      page.done.push('save');
      return page.saves;
    },
    discard: () => void page.done.push('discard'),
  });
}

it('a page without changes is left at once', () => {
  go();
  page.changed = false;
  watch();
  go();
  expect([gone, leaving.asked]).toEqual([2, false]);
});

it('a page with changes asks, and is left after saving', async () => {
  watch();
  go();
  expect([gone, leaving.asked]).toEqual([0, true]);
  await leaving.save();
  expect([gone, leaving.asked, page.done]).toEqual([1, false, ['save']]);
});

it('a page whose changes are refused stays', async () => {
  watch();
  page.saves = false;
  go();
  await leaving.save();
  expect([gone, leaving.asked]).toEqual([0, false]);
});

it('changes are discarded, or the page stays', () => {
  watch();
  go();
  leaving.stay();
  expect([gone, leaving.asked, page.done]).toEqual([0, false, []]);
  go();
  leaving.discard();
  expect([gone, leaving.asked, page.done]).toEqual([1, false, ['discard']]);
});

it('a page that is gone asks nothing', () => {
  const stop = watch();
  go();
  stop();
  expect(leaving.asked).toBe(false);
  go();
  expect(gone).toBe(1);
});
