// What a person does on the pages, in Chromium, and what they see of it. Each begins in a state of the preview.
import assert from 'node:assert/strict';

const PHONE = { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true };

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

/** Whatever a newer view says, what was typed stands in every field of this state. */
const typed = (state) => ({
  name: `fields keep what was typed: ${state}`,
  shows: `counsellor/${state}`,
  async act(page) {
    const fields = await page
      .locator('input:not([type=checkbox], [type=file], [type=range]):visible, textarea:visible')
      .all();
    assert.ok(fields.length > 0);
    for (const [at, field] of fields.entries()) await field.fill(`1234${at}`);
    for (let round = 0; round < 3; round += 1) await publish(page, {});
    for (const [at, field] of fields.entries()) assert.equal(await field.inputValue(), `1234${at}`);
  },
});

/** The program publishes the same screen once more, with what has changed in it. */
const publish = (page, changes) =>
  page.evaluate((changes) => {
    const { host } = window.beistandShown.desk;
    const screen = { ...host.view.screen, ...changes };
    host.publish({ ...host.view, revision: host.view.revision + 1, screen });
    return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  }, changes);

const tryAPin = {
  name: 'a PIN that was wrong is emptied, what was typed since stays',
  shows: 'counsellor/locked',
  async act(page) {
    const pin = page.getByLabel('PIN', { exact: true });
    await pin.fill('1111');
    await pin.press('Enter');
    await publish(page, { checking: true });
    await publish(page, { checking: false, tries_left: 4 });
    assert.equal(await pin.inputValue(), '');
    await pin.fill('2222');
    await pin.press('Enter');
    await publish(page, { checking: true });
    await pin.pressSequentially('33');
    await publish(page, { checking: false, tries_left: 3 });
    assert.equal(await pin.inputValue(), '222233');
  },
};

/** Whether the last message stands inside the transcript's window. */
const lastInSight = (page) =>
  page.waitForFunction(() => {
    const log = document.querySelector('[role=log]').getBoundingClientRect();
    const last = [...document.querySelectorAll('[data-entry]')].at(-1).getBoundingClientRect();
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
        const own = { is: 'message', id: 'own', mine: true, at: view.entries.at(-1).at, state, first_unread: false };
        const entry = { ...own, body: { is: 'text', text: 'Ich bin noch da.' } };
        desk.host.publishTranscript({ ...view, revision: 2, draft: '', entries: [...view.entries, entry] });
      }, state);
    }
    await page.getByText('Ich bin noch da.').last().waitFor();
    await lastInSight(page);
  },
});

export const DEEDS = [
  ownInSight('seeker/talk', 'waiting'),
  ownInSight('counsellor/chats', 'waiting'),
  ownInSight('counsellor/chats', 'stored'),
  tryAPin,
  ...['sign-in', 'sign-in-problem', 'locked', 'locked-wrong', 'security', 'security-pin', 'chats', 'chat-window'].map(
    typed,
  ),
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
