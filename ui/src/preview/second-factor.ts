/** The person's second factor in its states. */
import type { Desk } from '../desk/desk.svelte';
import { hostOf, loaded } from './administration';

type Shown = { desk: Desk; act: (app: HTMLElement) => unknown };
type State = (language: string) => Shown;

/** The part of the page that is about it. */
const form = (app: HTMLElement): HTMLFormElement | null => app.querySelector('form.factor');

async function type(app: HTMLElement, text: string): Promise<void> {
  const field = form(app)?.querySelector('input');
  if (field == null) return;
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await loaded();
  form(app)?.requestSubmit();
  await loaded();
}

export function secondFactorStates(make: (language: string) => Desk): Record<string, State> {
  const state =
    (on: boolean, left: number, act: (app: HTMLElement) => unknown): State =>
    (language) => {
      const desk = make(language);
      Object.assign(hostOf(desk).phone, { on, left });
      return {
        desk,
        act: async (app) => {
          await loaded();
          form(app)?.scrollIntoView({ block: 'center' });
          await act(app);
          await loaded();
        },
      };
    };
  const press = async (app: HTMLElement): Promise<void> => {
    form(app)?.querySelector<HTMLElement>('.actions button')?.click();
    await loaded();
  };
  const scan = async (app: HTMLElement): Promise<void> => {
    await press(app);
    await type(app, 'Beistand-Demo-2026');
  };
  return {
    'second-factor-off': state(false, 0, () => undefined),
    'second-factor-wrong-password': state(false, 0, async (app) => {
      await press(app);
      await type(app, 'falsch');
    }),
    'second-factor-scan': state(false, 0, scan),
    'second-factor-wrong-code': state(false, 0, async (app) => {
      await scan(app);
      await type(app, '000000');
    }),
    'second-factor-codes': state(false, 0, async (app) => {
      await scan(app);
      await type(app, '287082');
    }),
    'second-factor-few': state(true, 2, () => undefined),
  };
}
