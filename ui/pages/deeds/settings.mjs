// What an admin does on the settings pages.
import assert from 'node:assert/strict';
import { asked } from './asked.mjs';

const rows = (page, day) => page.getByLabel(new RegExp(`^${day}, \\d+\\. Zeit, (von|bis)$`));

/** Drags inside the track of a weekday, from one hour to another. */
async function drag(page, weekday, from, to) {
  const { x, y, width, height } = await page.locator(`[data-day="${weekday}"]`).boundingBox();
  await page.mouse.move(x + (width * from) / 24, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + (width * (from + to)) / 48, y + height / 2);
  await page.mouse.move(x + (width * to) / 24, y + height / 2);
  await page.mouse.up();
}

const values = async (page, day) => Promise.all((await rows(page, day).all()).map((field) => field.inputValue()));

const invites = {
  name: 'somebody is invited, and the link is copied and gone',
  shows: 'counsellor/person-invite',
  async act(page) {
    await page.getByLabel('Name, den andere sehen').fill('Mia Muster');
    await page.getByLabel('Anmeldename').fill('Anna');
    await page.getByRole('checkbox', { name: 'Sucht' }).check();
    await page.getByRole('button', { name: 'Speichern' }).click();
    await page.getByText('Diesen Namen gibt es schon.').first().waitFor();
    await page.getByLabel('Anmeldename').fill('mia');
    await page.getByRole('button', { name: 'Speichern' }).click();
    await page.getByRole('button', { name: 'Kopieren' }).click();
    await page.getByText('Kopiert.').waitFor();
    await page.getByRole('button', { name: 'Schließen' }).click();
    await page.getByRole('heading', { name: 'Mia Muster' }).waitFor();
    const [first, second] = await asked(page, 'invite_person');
    assert.equal(first[1].id, second[1].id);
    assert.deepEqual([second[1].sign_in_name, second[1].roles.length], ['mia', 1]);
    const [[, copied]] = await asked(page, 'copy_text');
    assert.match(copied, /#/);
  },
};

const thousand = {
  name: 'a thousand people are searched, fifty at a time',
  shows: 'counsellor/people-thousand',
  async act(page) {
    const rows = page.locator('main .item');
    assert.equal(await rows.count(), 50);
    await page.getByRole('button', { name: 'Weitere 50 anzeigen' }).click();
    assert.equal(await rows.count(), 100);
    await page.getByLabel('Suche nach Namen').fill('anna999');
    await page.getByText('niemand gefunden').waitFor();
    await page.getByLabel('Suche nach Namen').fill('jonas999');
    await page.getByText('eine Person').waitFor();
  },
};

const older = {
  name: 'the change log is filtered and goes back page by page',
  shows: 'counsellor/audit',
  async act(page) {
    const rows = page.locator('tbody tr');
    await page.getByText('100 Einträge').waitFor();
    await page.getByRole('button', { name: 'Ältere laden' }).click();
    await page.getByText('200 Einträge').waitFor();
    await page.getByRole('button', { name: 'Ältere laden' }).click();
    await page.getByText('230 Einträge').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Ältere laden' }).count(), 0);
    await page.getByLabel('Was geschehen ist').selectOption({ label: 'Passwort gesetzt' });
    assert.equal(await rows.count(), 46);
  },
};

const reachable = {
  name: 'whoever stops being reached reads first that the availability ends',
  shows: 'counsellor/activities',
  async act(page) {
    const it = page.getByRole('switch', { name: 'Nicht anwählbar' });
    await it.click();
    await page.getByText('Ihre Verfügbarkeit endet damit.').waitFor();
    await page.keyboard.press('Escape');
    assert.deepEqual(await asked(page, 'save_reachable'), []);
    await it.click();
    await page.getByRole('button', { name: 'Nicht anwählbar werden' }).click();
    await page.getByRole('switch', { name: 'Nicht anwählbar', checked: true }).waitFor();
    assert.deepEqual(await asked(page, 'save_reachable'), [['save_reachable', false]]);
    await it.click();
    await page.getByRole('switch', { name: 'Nicht anwählbar', checked: false }).waitFor();
  },
};

const focus = (page) => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');

const keyboard = {
  name: 'a topic is opened, saved and left with the keyboard, and the focus is kept',
  shows: 'counsellor/topics',
  async act(page) {
    await page.getByRole('button', { name: /^Sucht/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Sucht' }).waitFor();
    assert.equal(await focus(page), 'Sucht');
    await page.keyboard.press('Tab');
    await page.keyboard.press('End');
    await page.keyboard.type('beratung');
    await page.getByRole('button', { name: 'Speichern' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Gespeichert.').waitFor();
    const [[, , , change]] = await asked(page, 'save_topic');
    assert.equal(change.name, 'Suchtberatung');
    await page.locator('main').getByRole('button', { name: 'Fachbereiche' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.textContent?.trim().startsWith('Suchtberatung'));
  },
};

const picker = {
  name: 'another centre is picked, and what was changed in the first is asked about',
  shows: 'counsellor/live-chat-changed',
  async act(page) {
    const pick = page.getByLabel('Beratungsstelle wählen');
    const first = await pick.inputValue();
    await pick.selectOption({ label: 'Beratungsstelle Nord' });
    assert.equal(await pick.inputValue(), first);
    await page.getByRole('alertdialog').getByRole('button', { name: 'Verwerfen' }).click();
    await page.waitForFunction(() => document.querySelectorAll('main [role=switch]').length === 3);
    assert.notEqual(await pick.inputValue(), first);
  },
};

/** The program shows another page of the settings, or something else, and does so once more. */
const shows = (page, route) =>
  page.evaluate((route) => {
    const { host } = window.beistandShown.desk;
    for (let time = 0; time < 2; time += 1) {
      const { view } = host;
      host.publish({ ...view, revision: view.revision + 1, screen: { ...view.screen, route } });
    }
  }, route);

const lastPicked = {
  name: 'the centre that was picked is there on every page, and after other work',
  shows: 'counsellor/live-chat-two',
  async act(page) {
    const pick = page.getByLabel('Beratungsstelle wählen');
    await pick.selectOption({ label: 'Beratungsstelle Nord' });
    const picked = await pick.inputValue();
    for (const route of ['topics', 'statistics', 'live_chat'].map((page) => ({ is: 'settings', page }))) {
      await shows(page, route);
      await page.waitForFunction((picked) => document.querySelector('main select')?.value === picked, picked);
    }
    await shows(page, { is: 'requests' });
    await pick.waitFor({ state: 'detached' });
    await page.evaluate(() => {
      window.asked = 0;
      const { host } = window.beistandShown.desk;
      const ask = host.administeredCentres.bind(host);
      host.administeredCentres = () => ((window.asked += 1), ask());
    });
    await shows(page, { is: 'settings', page: 'statistics' });
    await pick.waitFor();
    assert.equal(await pick.inputValue(), picked);
    await shows(page, { is: 'settings', page: 'topics' });
    await page.getByRole('heading', { name: 'Fachbereiche', level: 2 }).waitFor();
    // Newer views are no reason to ask which centres there are.
    assert.equal(await page.evaluate(() => window.asked), 1);
  },
};

const meanwhile = {
  name: 'the second admin reads what the first has changed, and saves over it',
  shows: 'counsellor/topic-meanwhile',
  async act(page) {
    await page.getByText('Sofia Demo hat inzwischen gespeichert.').waitFor();
    await page.getByText('vorher Pool, jetzt Angebot').waitFor();
    await page.getByRole('button', { name: 'Speichern' }).click();
    await page.getByText('Gespeichert.').waitFor();
    const saves = await asked(page, 'save_topic');
    const [, , , last] = saves.at(-1);
    assert.deepEqual(Object.keys(last).sort(), ['hours', 'members', 'seen']);
  },
};

export const SETTINGS = [
  picker,
  lastPicked,
  meanwhile,
  keyboard,
  reachable,
  older,
  invites,
  thousand,
  {
    name: 'opening hours are dragged and typed, and are one thing',
    shows: 'counsellor/topic',
    async act(page) {
      await drag(page, 6, 10, 14);
      assert.deepEqual(await values(page, 'Sa'), ['10:00', '14:00']);
      await drag(page, 6, 12, 13);
      assert.deepEqual(await values(page, 'Sa'), ['11:00', '15:00']);
      await rows(page, 'Sa').last().fill('16:30');
      await page.getByRole('button', { name: 'Sa: Zeit hinzufügen' }).click();
      assert.deepEqual(await values(page, 'Sa'), ['11:00', '16:30', '17:30', '19:30']);
      await page.getByRole('button', { name: 'Sa, 1. Zeit entfernen' }).click();
      assert.deepEqual(await values(page, 'Sa'), ['17:30', '19:30']);
      await page.getByRole('button', { name: 'Speichern' }).click();
      await page.getByText('Gespeichert.').waitFor();
      const [[, , , change]] = await asked(page, 'save_topic');
      assert.deepEqual(change.hours.week.at(-1), { weekday: 6, from: 1050, until: 1170 });
    },
  },
  {
    name: 'a page with unsaved changes asks before it is left',
    shows: 'counsellor/live-chat',
    async act(page) {
      const leave = page.locator('aside').getByRole('button', { name: 'Profil' });
      await page.getByRole('switch', { name: 'Sucht' }).click();
      await leave.click();
      await page.getByRole('alertdialog').getByRole('button', { name: 'Abbrechen' }).click();
      assert.deepEqual(await asked(page, 'go_to'), []);
      await leave.click();
      await page.getByRole('alertdialog').getByRole('button', { name: 'Speichern' }).click();
      await page.waitForFunction(() => window.beistandShown.desk.host.commands.length === 2);
      assert.equal((await asked(page, 'save_live_chat')).length, 1);
      assert.equal((await asked(page, 'go_to')).length, 1);
    },
  },
];
