// What is typed belongs to the person.
import assert from 'node:assert/strict';
import { frames, publish } from './doing.mjs';

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

/** The server tells of every change there is; what the seeker has typed stands, and no reload of the tab needs it. */
const typedBySeeker = (state) => ({
  name: `fields keep what was typed: seeker/${state}`,
  shows: `seeker/${state}`,
  async act(page) {
    const field = page.locator('textarea').last();
    await field.fill('Mein Bruder trinkt');
    await page.evaluate(() => {
      const { session } = window.beistandShown;
      const { connection } = session.host;
      const chat = (revision) => ({ ...session.screen.chat, revision });
      for (const revision of [2, 3]) connection.event({ is: 'seeker_chat_changed', chat: chat(revision) });
      connection.snapshot(session.host.time, { is: 'seeker', chat: chat(4) });
      session.host.show(false);
      session.host.show(true);
      connection.cut();
    });
    await frames(page);
    assert.equal(await field.inputValue(), 'Mein Bruder trinkt');
    assert.equal(await field.evaluate((one) => one.isConnected), true);
  },
});

export const FIELDS = [
  ...['waiting', 'talk'].map(typedBySeeker),
  tryAPin,
  ...[
    'sign-in',
    'sign-in-problem',
    'sign-in-would-remove',
    'locked',
    'locked-wrong',
    'security',
    'security-pin',
    'topic-new',
    'person-invite',
    'chats',
    'chat-window',
  ].map(typed),
];
