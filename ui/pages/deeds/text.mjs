// Text as people write, paste and copy it.
import assert from 'node:assert/strict';
import { PHONE } from './doing.mjs';

const field = (page) => page.locator('textarea').last();

/** Pastes text and a picture, as spreadsheets and word processors put them on the clipboard. */
const paste = (page, kinds) =>
  page.evaluate(async (kinds) => {
    const data = new DataTransfer();
    if (kinds.includes('names')) data.setData('text/plain', '/home/anna/image.png');
    if (kinds.includes('text')) data.setData('text/plain', 'Montag 18 Uhr');
    if (kinds.includes('picture'))
      data.items.add(new File([window.beistandFiles.PNG], 'image.png', { type: 'image/png' }));
    const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
    return document.querySelector('textarea').dispatchEvent(event);
  }, kinds);

const pasting = (shows) => ({
  name: `text on the clipboard goes before a picture of it: ${shows}`,
  shows,
  async act(page) {
    // True: left to the browser, which puts the text into the field.
    assert.equal(await paste(page, ['text', 'picture']), true);
    assert.equal(await paste(page, ['text']), true);
    assert.equal(await paste(page, ['picture']), false);
    assert.equal(await paste(page, ['names', 'picture']), false);
  },
});

const enter = (shows) => ({
  name: `Enter sends on a computer: ${shows}`,
  shows,
  async act(page) {
    await field(page).fill('Hallo');
    await field(page).press('Enter');
    assert.equal(await field(page).inputValue(), '');
  },
});

const ARABIC = 'مرحبا، أنا بخير';

const direction = (shows) => ({
  name: `text from right to left reads that way: ${shows}`,
  shows,
  async act(page) {
    await field(page).fill(ARABIC);
    assert.equal(await field(page).evaluate((one) => one.matches(':dir(rtl)')), true);
    if (shows.endsWith('waiting')) return;
    await field(page).press('Enter');
    const said = page.getByText(ARABIC).last();
    await said.waitFor();
    assert.equal(await said.evaluate((one) => one.matches(':dir(rtl)')), true);
    assert.equal(await said.evaluate((one) => getComputedStyle(one).unicodeBidi), 'plaintext');
  },
});

export const TEXT = [
  pasting('seeker/talk'),
  pasting('counsellor/chats'),
  enter('seeker/talk'),
  enter('counsellor/chats'),
  {
    name: 'Enter makes a line on a phone',
    shows: 'seeker/talk',
    ...PHONE,
    async act(page) {
      await field(page).fill('Hallo');
      await field(page).press('Enter');
      assert.equal(await field(page).inputValue(), 'Hallo\n');
    },
  },
  {
    name: 'Enter that belongs to an input method does not send',
    shows: 'seeker/talk',
    async act(page) {
      await field(page).fill('nihao');
      await field(page).evaluate((one) => {
        const init = { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true };
        one.dispatchEvent(new KeyboardEvent('keydown', init));
        one.dispatchEvent(new KeyboardEvent('keydown', { ...init, keyCode: 13, isComposing: true }));
      });
      assert.equal(await field(page).inputValue(), 'nihao');
    },
  },
  direction('seeker/talk'),
  direction('seeker/waiting'),
  {
    name: 'a copied conversation is what is seen of it',
    shows: 'seeker/talk',
    async act(page) {
      await page.locator('[role=log]').evaluate((log) => getSelection().selectAllChildren(log));
      const copied = await page.evaluate(() => getSelection().toString());
      assert.match(copied, /Hallo, ist da jemand/);
      assert.doesNotMatch(copied, /schrieb:|schrieben:/);
    },
  },
];
