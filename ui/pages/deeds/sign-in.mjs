// Signing in, with a second factor and in the demo.
import assert from 'node:assert/strict';

export const SIGN_IN = [
  {
    name: 'a second factor is set up with the keyboard, and removed again',
    shows: 'counsellor/second-factor-off',
    async act(page) {
      await page.getByRole('button', { name: 'Einrichten' }).focus();
      await page.keyboard.press('Enter');
      await page.keyboard.type('falsch');
      await page.keyboard.press('Enter');
      await page.getByText('Das ist nicht Ihr Passwort.').waitFor();
      await page.keyboard.press('Control+A');
      await page.keyboard.type('Beistand-Demo-2026');
      await page.keyboard.press('Enter');
      await page.getByRole('img', { name: 'QR-Code für die App' }).waitFor();
      await page.getByText('GEZD GNBV GY3T QOJQ').waitFor();
      await page.keyboard.type('000000');
      await page.keyboard.press('Enter');
      await page.getByText('Dieser Code stimmt nicht').waitFor();
      await page.keyboard.press('Control+A');
      await page.keyboard.type('287082');
      await page.keyboard.press('Enter');
      await page.getByText('ABCD-EFGH-JKLM-2349').waitFor();
      await page.getByRole('button', { name: 'Kopieren' }).click();
      await page.getByText('Kopiert.').waitFor();
      await page.getByRole('button', { name: 'Ich habe sie aufbewahrt' }).click();
      await page.getByText('Sie haben noch 10 Wiederherstellungscodes.').waitFor();
      assert.equal(await page.getByText('ABCD-EFGH').count(), 0);
      await page.getByRole('button', { name: 'Entfernen' }).click();
      await page.keyboard.type('Beistand-Demo-2026');
      await page.keyboard.press('Enter');
      await page.getByText('Nicht eingerichtet.').waitFor();
    },
  },
  {
    name: 'signing in asks for the code only when the account has one, and of that name only',
    shows: 'counsellor/sign-in-code',
    async act(page) {
      const code = page.getByLabel('Code', { exact: true });
      assert.ok(await code.evaluate((field) => field === document.activeElement), 'the cursor is there');
      await page.getByLabel('Passwort').fill('Beistand-Demo-2026');
      await code.fill('287 082');
      await page.keyboard.press('Enter');
      const asked = () =>
        page.evaluate(() => window.beistandShown.desk.host.commands.filter(([name]) => name === 'sign_in'));
      const [[, ...given]] = await asked();
      assert.ok(JSON.stringify(given).includes('287 082'), JSON.stringify(given));
      await page.getByLabel('Anmeldename').fill('ben');
      await code.waitFor({ state: 'detached' });
    },
  },
  {
    name: "somebody's lost second factor is taken away, after a question",
    shows: 'counsellor/person-reset-factor',
    async act(page) {
      await page.getByRole('alertdialog').getByRole('button', { name: 'Zweiten Faktor zurücksetzen' }).click();
      await page.getByText('Meldet sich mit einem zweiten Faktor an.').waitFor({ state: 'detached' });
      const asked = await page.evaluate(() =>
        window.beistandShown.desk.host.commands.filter(([name]) => name === 'reset_second_factor'),
      );
      assert.equal(asked.length, 1);
    },
  },
  {
    name: 'in the demo one press signs in as somebody, and the address for seekers is copied',
    shows: 'counsellor/sign-in-demo',
    async act(page) {
      await page.getByRole('button', { name: 'http://127.0.0.1:8787/demo kopieren' }).click();
      await page.getByText('http://127.0.0.1:8787/demo ist kopiert.').waitFor();
      await page.getByRole('button', { name: 'Sofia Teamleitung' }).click();
      const asked = await page.evaluate(() =>
        window.beistandShown.desk.host.commands.filter(([name]) => name === 'sign_in'),
      );
      assert.deepEqual(asked[0].slice(2, 4), ['sofia', 'Beistand-Demo-2026']);
      await page.getByLabel('Adresse des Servers').fill('https://beratung.example.org');
      await page.evaluate(() => (window.beistandShown.desk.host.demoShown = null));
      await page.keyboard.press('Tab');
      await page.getByRole('heading', { name: 'Das ist die Demo' }).waitFor({ state: 'detached' });
    },
  },
];
