// Requests at the desk.
import assert from 'node:assert/strict';
import { publish } from './doing.mjs';

const on = (chats) => ({ availability: { is: 'on', since: 0, here: true, chats, room: 3 - chats } });

export const REQUESTS = [
  {
    name: 'full means full: nothing is offered, and a free place is said',
    shows: 'counsellor/requests',
    async act(page) {
      const start = page.getByRole('button', { name: 'Chat starten' });
      await start.waitFor();
      await publish(page, { ...on(3), tabs: [], chats: [] });
      assert.equal(await start.count(), 0);
      await page.getByText('Alle Ihre Plätze sind belegt (3). 2 Anfragen warten.').waitFor();
      await publish(page, on(2));
      await start.waitFor();
      await page.getByText('Ein Platz ist wieder frei.').waitFor();
    },
  },
];
