/** Made-up centres, topics and people, and the admin's pages in their states. */
import { Desk } from '../desk/desk.svelte';
import type { DeskView, SettingsPage } from '../generated/desk';
import type { CentreSettings, MemberState, PersonView, TopicSettings } from '../generated/protocol';
import { MemoryCounsellorHost } from '../host/memory-counsellor';
import { MINUTE, NOW, id } from './transcripts';

const person = (at: number, name: string): PersonView => ({ id: id(2_000 + at), name });
const named = ['Anna Demo', 'Ben Demo', 'Clara Demo', 'Sofia Demo', 'Maximiliane-Friederike von Hohenlohe-Öhr'];
const everybody = named.map((name, at) => person(at, name));
const week = [1, 2, 3, 4, 5].flatMap((weekday) =>
  weekday === 2
    ? [
        { weekday, from: 9 * 60, until: 13 * 60 },
        { weekday, from: 15 * 60, until: 21 * 60 },
      ]
    : [{ weekday, from: 9 * 60, until: weekday === 5 ? 15 * 60 : 18 * 60 }],
);

/** A topic whose members are in these states. */
export function topic(
  at: number,
  name: string,
  states: MemberState[],
  rest: Partial<TopicSettings> = {},
): TopicSettings {
  const staff = states.flatMap((state, index) => {
    const known = everybody[index] ?? person(index, `Person ${index}`);
    return { person: known, state };
  });
  return {
    id: id(1_000 + at),
    slug: `thema-${at}`,
    name,
    revision: 3,
    start_page_live_chat: true,
    shared: false,
    may_change: true,
    mode: 'pool',
    hours: { zone: 'Europe/Berlin', week },
    times: {
      chat_minutes: 180,
      warning_minutes: [15, 5],
      away_minutes: 3,
      answer_minutes: 5,
      gone_minutes: 30,
      offer_written_minutes: 5,
    },
    members: staff.map(({ person }) => person.id),
    admission: { state: 'open', place: 1 },
    staff,
    ...rest,
  };
}

export function centre(at: number, name: string, topics: TopicSettings[]): CentreSettings {
  const view = { id: id(900 + at), slug: `stelle-${at}`, name };
  return { centre: view, revision: 4, start_page_live_chat: true, topics, people: everybody };
}

export const few: TopicSettings[] = [
  topic(0, 'Go on – Start up', ['not_reachable', 'not_reachable', 'not_reachable'], {
    admission: { state: 'not_possible' },
  }),
  topic(1, 'Schwangerschaft', ['available', 'off'], { admission: { state: 'closed', opens: NOW + 900 * MINUTE } }),
  topic(2, 'Schulden', ['off', 'paused', 'not_reachable'], {
    admission: { state: 'nobody_available' },
    shared: true,
    may_change: false,
  }),
  topic(3, 'Sucht', ['available', 'paused', 'off'], { admission: { state: 'open', place: 3 } }),
  topic(4, 'Jugend', [], { start_page_live_chat: false, admission: { state: 'hidden' } }),
];
const fifty = Array.from({ length: 50 }, (_, at) =>
  topic(at, `Schwangerschaftskonfliktberatung und Familienplanung ${at + 1}`, Array(20).fill('off') as MemberState[], {
    admission: { state: 'nobody_available' },
  }),
);

type Shown = { desk: Desk; act?: (app: HTMLElement) => unknown };
type State = (language: string) => Shown;
/** A desk on one page of the settings. */
type MakeDesk = (page: SettingsPage, language: string) => Desk;

export const hostOf = (desk: Desk): MemoryCounsellorHost => desk.host as MemoryCounsellorHost;
export const press = (app: HTMLElement, selector: string, at = 0): void =>
  app.querySelectorAll<HTMLElement>(selector)[at]?.click();

/** The page is shown once what it asked for has come. */
export const loaded = async (rounds = 6): Promise<void> => {
  for (let round = 0; round < rounds; round += 1) await new Promise((done) => requestAnimationFrame(done));
};

export const withCentres =
  (
    make: MakeDesk,
    page: SettingsPage,
    centres: CentreSettings[],
    act?: (app: HTMLElement, desk: Desk) => unknown,
  ): State =>
  (language) => {
    const desk = make(page, language);
    hostOf(desk).administration.centres = centres;
    return {
      desk,
      act: async (app) => {
        await loaded();
        await act?.(app, desk);
        await loaded();
      },
    };
  };

export const forAdmins = (view: DeskView, page: SettingsPage): DeskView => {
  const { screen } = view;
  if (screen.is !== 'desk') return view;
  const me = { ...screen.me, roles: ['admin' as const] };
  return { ...view, screen: { ...screen, me, administers: true, route: { is: 'settings', page } } };
};

export function administrationStates(make: MakeDesk): Record<string, State> {
  const one = [centre(0, 'Beratungsstelle Demo', few)];
  const two = [...one, centre(1, 'Beratungsstelle Nord', few.slice(0, 2))];
  return {
    'live-chat': withCentres(make, 'live_chat', one),
    'live-chat-two': withCentres(make, 'live_chat', two),
    'live-chat-changed': withCentres(make, 'live_chat', two, (app) => press(app, 'main [role=switch]', 1)),
    'live-chat-meanwhile': withCentres(make, 'live_chat', one, async (app, desk) => {
      press(app, 'main [role=switch]', 2);
      const { administration } = hostOf(desk);
      administration.centres = administration.centres.map((old) => ({
        ...old,
        revision: 9,
        start_page_live_chat: false,
      }));
      await loaded();
      press(app, '.save');
    }),
    'live-chat-away': withCentres(make, 'live_chat', one, async (app, desk) => {
      press(app, 'main [role=switch]', 2);
      hostOf(desk).administration.refuse = { code: 'server_away' };
      await loaded();
      press(app, '.save');
    }),
    'live-chat-leave': withCentres(make, 'live_chat', one, async (app) => {
      press(app, 'main [role=switch]', 1);
      await loaded();
      press(app, 'aside nav button');
    }),
    'live-chat-fifty': withCentres(make, 'live_chat', [centre(0, 'Beratungsstelle Demo', fifty)]),
    'live-chat-none': withCentres(make, 'live_chat', [centre(0, 'Beratungsstelle Demo', [])]),
    topics: withCentres(make, 'topics', one),
    'topics-none': withCentres(make, 'topics', [centre(0, 'Beratungsstelle Demo', [])]),
    'topics-fifty': withCentres(make, 'topics', [centre(0, 'Beratungsstelle Demo', fifty)]),
    topic: withCentres(make, 'topics', one, (app) => press(app, 'main .item', 3)),
    'topic-shared': withCentres(make, 'topics', one, (app) => press(app, 'main .item', 2)),
    'topic-meanwhile': withCentres(make, 'topics', one, async (app, desk) => {
      press(app, 'main .item', 3);
      await loaded();
      press(app, '.options input', 1);
      press(app, '[data-add="7"]');
      hostOf(desk).administration.otherSaves(few[3]?.id ?? '', { mode: 'offer', members: [] });
      await loaded();
      press(app, '.save');
    }),
    'topic-refused': withCentres(make, 'topics', one, async (app, desk) => {
      press(app, 'main .item', 3);
      await loaded();
      press(app, '.options input', 1);
      hostOf(desk).administration.refuse = { code: 'not_a_setting', field: 'hours' };
      await loaded();
      press(app, '.save');
    }),
    'topic-new': withCentres(make, 'topics', one, (app) => press(app, 'main .primary')),
    'settings-missing': withCentres(make, 'live_chat', []),
  };
}
