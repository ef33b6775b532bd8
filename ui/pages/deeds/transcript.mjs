// Where the transcript stands.

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

export const TRANSCRIPT = [
  ownInSight('seeker/talk', 'waiting'),
  ownInSight('counsellor/chats', 'waiting'),
  ownInSight('counsellor/chats', 'stored'),
];
