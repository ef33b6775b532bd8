// What somebody does with their own account.
import assert from 'node:assert/strict';
import { asked } from './asked.mjs';

const OLD = 'Beistand-Demo-2026';
const GOOD = 'ein Satz, den ich mir merke';
const focused = (page) => page.evaluate(() => document.activeElement?.labels?.[0]?.textContent ?? '');

export const ACCOUNT = [
  {
    name: 'own account: the password is changed with the keyboard, and other devices are gone',
    shows: 'counsellor/security',
    async act(page) {
      const fields = ['Bisheriges Passwort', 'Neues Passwort', 'Noch einmal'];
      await page.getByLabel(fields[0]).focus();
      for (const text of ['falsch', GOOD, `${GOOD}.`]) {
        await page.keyboard.type(text);
        await page.keyboard.press('Tab');
      }
      await page.keyboard.press('Enter');
      await page.getByText('Beide Eingaben sind verschieden.').waitFor();
      assert.equal(await focused(page), fields[2]);
      await page.keyboard.press('Control+a');
      await page.keyboard.type(GOOD);
      await page.keyboard.press('Enter');
      await page.getByText('Das bisherige Passwort stimmt nicht.').waitFor();
      assert.equal(await focused(page), fields[0]);
      await page.keyboard.press('Control+a');
      await page.keyboard.type(OLD);
      await page.keyboard.press('Enter');
      await page.getByText('Auf allen anderen Geräten wurden Sie abgemeldet.').waitFor();
      await page.getByText('Notebook, Linux').waitFor({ state: 'detached' });
      for (const field of fields) assert.equal(await page.getByLabel(field).inputValue(), '');
      assert.deepEqual((await asked(page, 'change_password')).at(-1), ['change_password', OLD, GOOD]);
    },
  },
  {
    name: 'own account: a device is signed out after a question, and this one cannot be',
    shows: 'counsellor/security',
    async act(page) {
      await page.getByText('dieses Gerät').waitFor();
      assert.equal(await page.getByRole('button', { name: 'Abmelden: Büro, Windows' }).count(), 0);
      const out = page.getByRole('button', { name: 'Abmelden: Notebook, Linux' });
      await out.click();
      await page.keyboard.press('Escape');
      assert.deepEqual(await asked(page, 'end_own_session'), []);
      await out.click();
      await page.getByRole('alertdialog').getByRole('button', { name: 'Abmelden' }).click();
      await page.getByText('„Notebook, Linux“ ist abgemeldet.').waitFor();
      await out.waitFor({ state: 'detached' });
      assert.equal((await asked(page, 'end_own_session')).length, 1);
      await page.waitForFunction(() => document.activeElement?.tagName === 'UL');
    },
  },
  {
    name: 'own account: what somebody did is in the Excel file',
    shows: 'counsellor/activities-statistics',
    async act(page) {
      const card = page.locator('main section', { hasText: 'Meine Statistik' });
      await card.getByLabel('Zeitraum').selectOption('Diese Woche');
      await card.getByText('16.–21. November 2026, verglichen mit 9.–14. November 2026').waitFor();
      await card.getByRole('button', { name: 'Excel' }).click();
      await card.getByText('Gespeichert als Meine-Statistik-2026-11-16-2026-11-21.xlsx').waitFor();
      const [[, , [{ columns, rows }]]] = await asked(page, 'save_table');
      assert.deepEqual(columns, ['Tag', 'Angenommen', 'Gespräche', 'Gesendete Nachrichten', 'Angebote verpasst']);
      assert.equal(rows.length, 6);
      const sum = rows.reduce((sum, row) => sum + row[3].number, 0);
      const shown = card.locator('dl .card', { hasText: 'Gesendete Nachrichten' }).locator('dd');
      assert.ok((await shown.textContent()).startsWith(sum.toLocaleString('de-DE')));
    },
  },
  {
    name: 'own account: a password is chosen by a link, and what follows is read out',
    shows: 'password/form',
    async act(page) {
      await page.getByLabel('Neues Passwort').fill('zu kurz');
      await page.keyboard.press('Enter');
      await page.getByText('weniger als 15 Zeichen').waitFor();
      assert.equal(await focused(page), 'Neues Passwort');
      await page.getByLabel('Neues Passwort').fill(GOOD);
      await page.getByLabel('Noch einmal').fill(GOOD);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Das Passwort ist gespeichert' }).waitFor();
      await page.waitForFunction(() => document.activeElement?.textContent === 'Das Passwort ist gespeichert');
      await page.getByText('dora').waitFor();
    },
  },
];
