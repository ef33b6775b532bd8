// Where the transcript stands.
import assert from 'node:assert/strict';

/** Whether the last message stands inside the transcript's window. */
const lastInSight = (page) =>
  page.waitForFunction(() => {
    const log = document.querySelector('[role=log]').getBoundingClientRect();
    const last = [...document.querySelectorAll('[data-item]')].at(-1).getBoundingClientRect();
    return last.top >= log.top - 1 && last.bottom <= log.bottom + 1;
  });

/** The reader goes up to older messages. */
const scrollUp = (page) =>
  page.evaluate(async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    const log = document.querySelector('[role=log]');
    log.scrollTop = 0;
    await frame();
    await frame();
    if (log.scrollHeight - log.clientHeight < 100) throw new Error('nothing to scroll');
  });

const ownInSight = (shows, state) => ({
  name: `an own message is shown after scrolling up: ${shows}, ${state}`,
  shows,
  viewport: { width: 1000, height: 560 },
  async act(page) {
    await scrollUp(page);
    await page.locator('textarea').fill('Ich bin noch da.');
    await page.keyboard.press('Enter');
    if (shows.startsWith('counsellor')) {
      await page.evaluate((state) => {
        const { desk } = window.beistandShown;
        const view = desk.host.transcripts.get(desk.conversations.front.id);
        const own = { is: 'message', id: 'own', mine: true, at: view.items.at(-1).at, state, first_unread: false };
        const item = { ...own, body: { is: 'text', text: 'Ich bin noch da.' } };
        desk.host.publishTranscript({ ...view, revision: 2, draft: '', items: [...view.items, item] });
      }, state);
    }
    await page.getByText('Ich bin noch da.').last().waitFor();
    await lastInSight(page);
  },
});

/** A phone's keyboard takes the lower part of the window, which only the visual viewport tells. */
const keyboard = {
  name: 'the newest message and the field stay in sight when the keyboard comes and the field grows',
  shows: 'seeker/talk',
  viewport: { width: 360, height: 660 },
  hasTouch: true,
  isMobile: true,
  prepare: (context) =>
    context.addInitScript(() => {
      const viewport = Object.assign(new EventTarget(), { height: innerHeight, offsetTop: 0, scale: 1 });
      Object.defineProperty(window, 'visualViewport', { value: viewport });
    }),
  async act(page) {
    const free = 340;
    await lastInSight(page);
    await page.evaluate((height) => {
      Object.assign(window.visualViewport, { height });
      window.visualViewport.dispatchEvent(new Event('resize'));
    }, free);
    const text = Array.from({ length: 6 }, (_, line) => `Zeile ${line}`).join('\n');
    for (const written of ['', text]) {
      await page.locator('textarea').fill(written);
      await lastInSight(page);
      for (const name of ['.leave', 'textarea', '[type=submit]']) {
        const box = await page.locator(name).boundingBox();
        assert.ok(box.y >= 0 && box.y + box.height <= free, `${name} stands at ${box.y} + ${box.height}`);
      }
      const last = await page.locator('[data-item]').last().boundingBox();
      assert.ok(last.y + last.height <= free, 'the last message is behind the keyboard');
    }
    await page.evaluate(() => {
      Object.assign(window.visualViewport, { height: innerHeight });
      window.visualViewport.dispatchEvent(new Event('resize'));
    });
    await page.getByRole('heading', { name: 'Gespräch mit Anna' }).waitFor();
    await lastInSight(page);
  },
};

const fieldGrows = (shows) => ({
  name: `the newest message stays in sight when the field grows: ${shows}`,
  shows,
  viewport: { width: 1000, height: 700 },
  async act(page) {
    await lastInSight(page);
    await page.locator('textarea').fill(Array.from({ length: 8 }, (_, line) => `Zeile ${line}`).join('\n'));
    await lastInSight(page);
    await page.locator('textarea').fill('');
    await lastInSight(page);
  },
});

export const TRANSCRIPT = [
  ...['seeker/talk', 'counsellor/chats'].map(fieldGrows),
  keyboard,
  ownInSight('seeker/talk', 'waiting'),
  ownInSight('counsellor/chats', 'waiting'),
  ownInSight('counsellor/chats', 'stored'),
];
