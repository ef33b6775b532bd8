// Pictures and other files.
import assert from 'node:assert/strict';

/** The browser turns a photo by what is left of its Exif data, and decodes what was cleaned. */
const decodes = {
  name: 'a photo without its data is the same picture, the right way up',
  shows: 'seeker/talk',
  async act(page) {
    const sizes = await page.evaluate(async () => {
      const { photo, photoPng, photoWebp, photoGif, PROGRESSIVE, prepareFile } = window.beistandFiles;
      const size = async (name, bytes) => {
        const picture = new Image();
        picture.src = URL.createObjectURL(new Blob([prepareFile(name, bytes).bytes]));
        await picture.decode();
        return [picture.naturalWidth, picture.naturalHeight];
      };
      return Promise.all([
        size('a.jpg', photo(1)),
        size('a.jpg', photo(6)),
        size('a.jpg', photo(6, PROGRESSIVE, false)),
        size('a.png', photoPng(1)),
        size('a.webp', photoWebp(1)),
        size('a.gif', photoGif()),
      ]);
    });
    assert.deepEqual(sizes, [
      [16, 8],
      [8, 16],
      [8, 16],
      [4, 2],
      [4, 2],
      [4, 2],
    ]);
  },
};

/** A picture that cannot be shown says why, where a broken one would stand. */
const said = (what, make, words) => ({
  name: `a picture says why it cannot be shown: ${what}`,
  shows: 'counsellor/chat-files',
  async act(page) {
    const show = page.getByRole('button', { name: /^Bild (anzeigen|verbergen)/ }).first();
    if ((await show.textContent()).includes('verbergen')) await show.click();
    await page.evaluate((make) => {
      const bytes = window.beistandFiles.PNG.slice(make.from, make.to);
      if (make.width !== undefined) new DataView(bytes.buffer).setUint32(16, make.width);
      if (make.width !== undefined) new DataView(bytes.buffer).setUint32(20, make.width);
      window.beistandShown.desk.host.fileContent = bytes;
    }, make);
    await page
      .getByRole('button', { name: /^Bild anzeigen/ })
      .first()
      .click();
    await page.getByText(words).waitFor();
    assert.equal(await page.locator('.msg img').count(), 0);
  },
});

export const FILES = [
  decodes,
  said('cut off', { from: 0, to: 50 }, 'lässt sich nicht anzeigen'),
  said('far too large', { from: 0, to: 200, width: 30_000 }, '30.000 × 30.000'),
];
