// The way out of the seeker's page.
import assert from 'node:assert/strict';
import { PHONE, frames } from './doing.mjs';

const leave = (page, inside = '') => page.locator(`${inside} .leave`.trim()).last();

/** Where the middle of an element stands from the top right corner, in whole pixels. */
async function corner(page, locator) {
  const box = await locator.boundingBox();
  const width = await page.evaluate(() => document.documentElement.clientWidth);
  return [Math.round(box.y), Math.round(width - box.x - box.width)];
}

/** The way out keeps its place when a question stands over the page, and works there. */
const wayOut = (options, state, button) => ({
  name: `leave-now over a question: ${state} at ${options.viewport.width} × ${options.viewport.height}`,
  shows: `seeker/${state}`,
  ...options,
  async act(page) {
    const before = await corner(page, leave(page));
    await page.getByRole('button', { name: button }).click();
    await page.getByRole('alertdialog').waitFor();
    assert.deepEqual(await corner(page, leave(page, 'dialog')), before);
    await leave(page, 'dialog').click();
    await page.waitForFunction(() => document.getElementById('app').textContent === '');
  },
});

/** A new screen begins at its heading, wherever the last one was scrolled to. */
const beginsAtTop = {
  name: 'a new screen begins at its heading, below the way out',
  shows: 'seeker/topic-open',
  ...PHONE,
  async act(page) {
    // Far enough that the next heading would stand behind the header.
    await page.evaluate(() => scrollBy(0, document.querySelector('h1').getBoundingClientRect().top - 10));
    await page.getByRole('button', { name: 'Chat starten' }).evaluate((button) => button.click());
    const heading = page.getByRole('heading', { name: 'Bevor es losgeht' });
    await heading.waitFor();
    await frames(page);
    const [header, title] = [await page.locator('header').boundingBox(), await heading.boundingBox()];
    assert.ok(title.y >= header.y + header.height, `the heading stands at ${title.y}`);
    assert.equal(await heading.evaluate((one) => one === document.activeElement), true);
  },
};

export const LEAVING = [
  beginsAtTop,
  wayOut({ viewport: { width: 1360, height: 820 } }, 'talk', 'Chat beenden'),
  wayOut(PHONE, 'talk', 'Chat beenden'),
  wayOut(PHONE, 'waiting', 'Warteraum verlassen'),
  wayOut({ viewport: { width: 640, height: 400 } }, 'waiting', 'Warteraum verlassen'),
  wayOut({ viewport: { width: 320, height: 256 } }, 'talk', 'Chat beenden'),
  {
    name: 'Shift three times leaves over a question too, Alt+Shift does not',
    shows: 'seeker/talk-end',
    async act(page) {
      for (let time = 0; time < 4; time += 1) await page.keyboard.press('Alt+Shift');
      assert.equal(await page.getByRole('alertdialog').count(), 1);
      for (let time = 0; time < 3; time += 1) await page.keyboard.press('Shift');
      await page.waitForFunction(() => document.getElementById('app').textContent === '');
    },
  },
];
