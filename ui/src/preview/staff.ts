/** Made-up people of an organisation, and the page about them in its states. */
import type { SettingsPage } from '../generated/desk';
import type { Desk } from '../desk/desk.svelte';
import type { AuditEntry, People, PersonSettings } from '../generated/protocol';
import { centre, few, hostOf, loaded, press, withCentres } from './administration';
import { MINUTE, NOW, id } from './transcripts';

const NAMES = ['Anna', 'Ben', 'Clara', 'Dilan', 'Emre', 'Freja', 'Greta', 'Hakan', 'Ida', 'Jonas'];
const topics = few.map(({ id, name }) => ({ id, name }));
const demo = centre(0, 'Beratungsstelle Demo', few);

function person(at: number, rest: Partial<PersonSettings> = {}): PersonSettings {
  const name = NAMES[at % NAMES.length] ?? '';
  const topic = topics[at % topics.length]?.id ?? '';
  return {
    id: id(5_000 + at),
    name: `${name} Demo${at < NAMES.length ? '' : ` ${at}`}`,
    sign_in_name: `${name.toLowerCase()}${at < NAMES.length ? '' : at}`,
    revision: 1,
    state: { is: 'active' },
    roles: [{ role: 'counsellor', at: { is: 'topic', topic } }],
    parallel_chats: 3,
    reachable: true,
    is_caller: false,
    second_factor: at % 4 === 0,
    devices: at % 3,
    last_used: NOW - at * 60 * MINUTE,
    ...rest,
  };
}

const people = (all: PersonSettings[]): People => ({ people: all, topics, centres: [demo.centre] });
const staff = people([
  person(0, {
    roles: [
      { role: 'admin', at: { is: 'organisation' } },
      { role: 'counsellor', at: { is: 'topic', topic: topics[0]?.id ?? '' } },
      { role: 'counsellor', at: { is: 'topic', topic: topics[3]?.id ?? '' } },
    ],
  }),
  person(1, { reachable: false, roles: [{ role: 'supervisor', at: { is: 'centre', centre: demo.centre.id } }] }),
  person(2, { state: { is: 'invited', until: NOW + 9_000 * MINUTE }, devices: 0, last_used: null }),
  person(3, { state: { is: 'deactivated' }, devices: 0, roles: [] }),
  person(4, {
    name: 'Maximiliane-Friederike von Hohenlohe-Öhr',
    sign_in_name: 'maximiliane.friederike.hohenlohe.oehring',
  }),
]);
const thousand = people(Array.from({ length: 1_000 }, (_, at) => person(at)));

const acts: Pick<AuditEntry, 'act' | 'subject' | 'changes' | 'actor'>[] = [
  {
    act: 'live_chat_changed',
    actor: { is: 'person', name: 'Adam Demo' },
    subject: 'Beratungsstelle Demo',
    changes: [
      { field: 'start_page_live_chat', before: 'true', after: 'false' },
      { field: 'Sucht', before: 'true', after: 'false' },
    ],
  },
  {
    act: 'topic_changed',
    actor: { is: 'person', name: 'Maximiliane-Friederike von Hohenlohe-Öhr' },
    subject: 'Sucht',
    changes: [
      {
        field: 'hours',
        before: '{"zone":"Europe/Berlin","week":[]}',
        after: JSON.stringify(few[3]?.hours ?? null),
      },
      { field: 'members', before: '["Anna Demo","Ben Demo"]', after: '["Anna Demo"]' },
    ],
  },
  {
    act: 'person_changed',
    actor: { is: 'operator' },
    subject: 'Ben Demo',
    changes: [
      { field: 'account', before: '"active"', after: '"deactivated"' },
      { field: 'roles', before: '["counsellor: Sucht"]', after: '["counsellor: Sucht","admin"]' },
    ],
  },
  { act: 'password_set', actor: { is: 'server' }, subject: 'Clara Demo', changes: [] },
  {
    act: 'unheard_of',
    actor: { is: 'operator' },
    subject: null,
    changes: [{ field: 'unheard_of_too', before: null, after: '{"a":1}' }],
  },
];
const log = Array.from({ length: 230 }, (_, at): AuditEntry => {
  const [first] = acts;
  const act = acts[at % acts.length] ?? first;
  if (act === undefined) throw new Error('no acts');
  return { ...act, no: 230 - at, at: NOW - at * 47 * MINUTE };
});

type MakeDesk = (page: SettingsPage, language: string) => Desk;
type State = ReturnType<typeof withCentres>;

export function staffStates(make: MakeDesk): Record<string, State> {
  const at = (of: People, act?: (app: HTMLElement, desk: Desk) => unknown): State =>
    withCentres(
      (page, language) => {
        const desk = make(page, language);
        hostOf(desk).administration.people = of;
        return desk;
      },
      'people',
      [demo],
      act,
    );
  const logged = (entries: AuditEntry[], act?: (app: HTMLElement, desk: Desk) => unknown): State =>
    withCentres(
      (page, language) => {
        const desk = make(page, language);
        hostOf(desk).administration.log = entries;
        return desk;
      },
      'audit_log',
      [demo],
      act,
    );
  return {
    audit: logged(log),
    'audit-none': logged([]),
    'audit-away': logged(log, async (app, desk) => {
      hostOf(desk).administration.refuse = { code: 'server_away' };
      await loaded();
      press(app, 'main .more');
    }),
    people: at(staff),
    'people-thousand': at(thousand),
    person: at(staff, (app) => press(app, 'main .item')),
    'person-deactivate': at(staff, async (app) => {
      press(app, 'main .item');
      await loaded();
      press(app, 'main .danger');
    }),
    'person-reset-factor': at(staff, async (app) => {
      press(app, 'main .item');
      await loaded();
      press(app, 'main .actions button', 1);
    }),
    'person-last-admin': at(staff, async (app, desk) => {
      press(app, 'main .item');
      await loaded();
      press(app, '.options input', 0);
      hostOf(desk).administration.refuse = { code: 'last_admin' };
      await loaded();
      press(app, '.save');
    }),
    'person-deactivated': at(staff, (app) => press(app, 'main .item', 3)),
    'person-link': at(staff, async (app) => {
      press(app, 'main .item', 2);
      await loaded();
      press(app, 'main .actions button');
    }),
    'person-invite': at(staff, (app) => press(app, 'main .primary')),
  };
}
