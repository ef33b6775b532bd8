/** The pages about one's own account, with made-up counts and devices. */
import type { Desk } from '../desk/desk.svelte';
import type { ProfilePage } from '../generated/desk';
import type { OwnSession } from '../generated/protocol';
import { few, hostOf, loaded, press } from './administration';
import { counts } from './counts';
import { MINUTE, NOW, id } from './transcripts';

const DAY = 24 * 60 * MINUTE;

export const sessions: OwnSession[] = [
  { id: id(8_000), device_name: 'Büro, Windows', opened: NOW - 3 * DAY, used: NOW, current: true },
  { id: id(8_001), device_name: 'Notebook, Linux', opened: NOW - 40 * DAY, used: NOW - 2 * DAY, current: false },
  {
    id: id(8_002),
    device_name: 'Gemeinsamer Rechner im Besprechungszimmer der Beratungsstelle Rhön-Grabfeld',
    opened: NOW - 90 * DAY,
    used: NOW - 61 * DAY,
    current: false,
  },
];
const mine = counts(
  '2026-09-01',
  '2026-11-21',
  few.slice(0, 2).map((topic) => topic.id),
);

type MakeDesk = (page: ProfilePage, language: string) => Desk;
type State = (language: string) => { desk: Desk; act: (app: HTMLElement) => Promise<void> };
type Act = (app: HTMLElement, desk: Desk) => unknown;

/** Types into the fields of a form, in their order. */
function type(app: HTMLElement, ...texts: string[]): void {
  const fields = app.querySelectorAll<HTMLInputElement>('main input[type=password]');
  for (const [at, text] of texts.entries()) {
    const field = fields[at];
    if (field === undefined) throw new Error(`no field ${at}`);
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
}

const GOOD = 'ein Satz, den ich mir merke';

export function accountStates(make: MakeDesk): Record<string, State> {
  const on =
    (page: ProfilePage, act: Act, prepare?: (desk: Desk) => void): State =>
    (language) => {
      const desk = make(page, language);
      hostOf(desk).account.counted = mine;
      prepare?.(desk);
      return {
        desk,
        act: async (app) => {
          await loaded();
          await act(app, desk);
          await loaded();
        },
      };
    };
  const away = (desk: Desk): void => void (hostOf(desk).account.refuse = { code: 'server_away' });
  const changing = (...texts: string[]): State =>
    on('security', (app) => {
      type(app, ...texts);
      press(app, 'main [type=submit]');
    });
  const scrolled = (app: HTMLElement): void => app.querySelector('main section:last-of-type')?.scrollIntoView();
  return {
    'activities-statistics': on('activities', scrolled),
    'activities-statistics-away': on('activities', scrolled, away),
    'security-password-empty': changing('', 'zu kurz', 'anders'),
    'security-password-wrong': changing('falsch', GOOD, GOOD),
    'security-password-changed': changing('Beistand-Demo-2026', GOOD, GOOD),
    'security-password-away': on('security', async (app, desk) => {
      away(desk);
      type(app, 'Beistand-Demo-2026', GOOD, GOOD);
      await loaded();
      press(app, 'main [type=submit]');
    }),
    'security-devices-away': on('security', () => undefined, away),
    'security-device-ask': on('security', (app) => press(app, 'main li button', 1)),
  };
}
