// What is dropped on a page.
import assert from 'node:assert/strict';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { frames } from './doing.mjs';

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

async function pictureFile() {
  const path = join(await mkdtemp(join(tmpdir(), 'beistand-')), 'bild.png');
  await writeFile(path, PIXEL);
  return path;
}

const LINK = [{ mimeType: 'text/uri-list', data: 'about:blank#dropped' }];

/** Drops something from another program at a point of the page, as the browser gets it. */
async function drop(page, context, at, data) {
  const browser = await context.newCDPSession(page);
  for (const type of ['dragEnter', 'dragOver', 'drop']) {
    await browser.send('Input.dispatchDragEvent', { type, ...at, data: { dragOperationsMask: 1, ...data } });
  }
  await frames(page);
}

/** Files and links dropped at four corners and in the middle leave the page where it is. */
const drops = (shows, attached = false) => ({
  name: `what is dropped never replaces the page: ${shows}`,
  shows,
  viewport: { width: 1360, height: 820 },
  async act(page, context) {
    const url = page.url();
    const files = [await pictureFile()];
    const points = [
      { x: 5, y: 5 },
      { x: 1350, y: 5 },
      { x: 5, y: 810 },
      { x: 1350, y: 810 },
      { x: 680, y: 300 },
    ];
    for (const point of points) {
      await drop(page, context, point, { items: LINK });
      await drop(page, context, point, { items: [], files });
      assert.equal(page.url(), url);
      assert.equal(context.pages().length, 1);
      assert.ok((await page.locator('#app').textContent()) !== '');
    }
    if (!attached) return;
    if (shows.startsWith('seeker'))
      await page.getByRole('list', { name: 'Angehängte Dateien' }).getByText('bild.png').first().waitFor();
    else {
      const given = await page.evaluate(
        () => window.beistandShown.desk.host.commands.filter(([name]) => name === 'attach_file').length,
      );
      assert.equal(given, points.length);
    }
  },
});

export const DROPS = [
  ...['seeker/start', 'seeker/waiting', 'seeker/talk-end', 'seeker/ended'].map((shows) => drops(shows)),
  ...['sign-in', 'requests', 'general', 'locked', 'ask-end'].map((state) => drops(`counsellor/${state}`)),
  ...['seeker/talk', 'counsellor/chats', 'counsellor/chat-window'].map((shows) => drops(shows, true)),
];
