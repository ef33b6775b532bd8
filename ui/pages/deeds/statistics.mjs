// What somebody does with counts.
import assert from 'node:assert/strict';
import { asked } from './asked.mjs';

const number = (text) => Number(text.replace(/\D/g, ''));
const figure = async (page, name) =>
  number(
    await page
      .locator('dl .card', { hasText: name })
      .first()
      .locator('dd')
      .evaluate((dd) => dd.firstChild.data),
  );

/** The sum of a column of a sheet that was saved. */
const sum = ({ columns, rows }, name) => rows.reduce((sum, row) => sum + row[columns.indexOf(name)].number, 0);

export const STATISTICS = [
  {
    name: 'counts of a period and a topic are those of the Excel file',
    shows: 'counsellor/statistics',
    async act(page) {
      await page.getByLabel('Zeitraum').selectOption('Letzter Monat');
      await page.getByText('1.–31. Oktober 2026, verglichen mit 1.–30. September 2026').waitFor();
      const all = await figure(page, 'Anfragen');
      await page.getByLabel('Fachbereich', { exact: true }).selectOption('Schulden');
      await page.getByRole('heading', { name: 'Nach Fachbereich' }).waitFor({ state: 'detached' });
      const some = await figure(page, 'Anfragen');
      assert.ok(some > 0 && some < all);
      await page.getByRole('button', { name: 'Excel' }).click();
      await page.getByText('Gespeichert als Statistik-stelle-0-2026-10-01-2026-10-31.xlsx').waitFor();
      const [[, name, sheets]] = await asked(page, 'save_table');
      assert.equal(name, 'Statistik-stelle-0-2026-10-01-2026-10-31.xlsx');
      assert.deepEqual(
        sheets.map((sheet) => [sheet.name, sheet.rows.length]),
        [
          ['Tage', 31],
          ['Fachbereiche', 1],
          ['Stunden', 168],
        ],
      );
      for (const sheet of sheets) assert.equal(sum(sheet, 'Anfragen'), some);
      for (const what of ['Angenommen', 'Abgebrochen', 'Gespräche', 'Nachrichten', 'Dateien']) {
        assert.equal(sum(sheets[0], what), await figure(page, what));
      }
      assert.deepEqual(sheets[0].rows[0][0], { is: 'day', day: '2026-10-01' });
    },
  },
  {
    name: 'counts of every chart stand in a table, with the keyboard',
    shows: 'counsellor/statistics',
    async act(page) {
      const all = await figure(page, 'Anfragen');
      for (const title of ['Anfragen je Tag', 'Anfragen nach Wochentag und Stunde']) {
        await page.getByRole('button', { name: `Als Tabelle: ${title}` }).focus();
        await page.keyboard.press('Enter');
        const table = page.getByRole('region', { name: title }).last().getByRole('table');
        const numbers = await table.locator('tbody td:nth-last-child(2)').allTextContents();
        assert.equal(
          numbers.map(number).reduce((sum, n) => sum + n, 0),
          all,
        );
      }
    },
  },
  {
    name: 'counts of typed days are shown once they are a period, and again once a server is back',
    shows: 'counsellor/statistics-days',
    async act(page) {
      await page.getByText('Das Ende liegt vor dem Anfang.').waitFor();
      await page.getByLabel('Von', { exact: true }).fill('2026-09-28');
      await page.getByText(/^28\. September\s*–\s*1\. Oktober 2026, verglichen mit 24\.–27\. September 2026/).waitFor();
      await page.getByText('Das Ende liegt vor dem Anfang.').waitFor({ state: 'detached' });
      await page.evaluate(() => (window.beistandShown.desk.host.account.refuse = { code: 'server_away' }));
      await page.getByLabel('Bis', { exact: true }).fill('2026-10-02');
      await page.getByText('Der Server antwortet gerade nicht.').waitFor();
      await page.evaluate(() => (window.beistandShown.desk.host.account.refuse = null));
      await page.getByRole('button', { name: 'Noch einmal' }).click();
      await page.getByText(/^28\. September\s*–\s*2\. Oktober 2026/).waitFor();
    },
  },
];
