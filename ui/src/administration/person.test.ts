import { beforeEach, describe, expect, it } from 'vitest';
import type { People, PersonSettings, RoleAt } from '../generated/protocol';
import { MemoryCounsellorHost } from '../host/memory-counsellor';
import { view } from '../host/views.fixture';
import { Administration } from './administration.svelte';
import { ORGANISATION, found, personOf, savePerson, scopesOf, withScopes } from './person';

const roles: RoleAt[] = [
  { role: 'counsellor', at: { is: 'topic', topic: 'sucht' } },
  { role: 'admin', at: { is: 'organisation' } },
];
const person = (id: string, rest: Partial<PersonSettings> = {}): PersonSettings => ({
  id,
  name: `Person ${id}`,
  sign_in_name: `p.${id}`,
  revision: 1,
  state: { is: 'active' },
  roles,
  parallel_chats: 3,
  reachable: true,
  is_caller: false,
  second_factor: false,
  devices: 1,
  last_used: null,
  ...rest,
});
const people: People = {
  people: [
    person('a'),
    person('b', { state: { is: 'deactivated' } }),
    person('c', { state: { is: 'invited', until: 1 } }),
  ],
  topics: [{ id: 'sucht', name: 'Sucht' }],
  centres: [],
};

describe('roles', () => {
  it('are held for topics, centres or the organisation', () => {
    expect([scopesOf(roles, 'counsellor'), scopesOf(roles, 'admin')]).toEqual([['sucht'], [ORGANISATION]]);
    const more = withScopes(roles, 'supervisor', ['nord', ORGANISATION]);
    expect(scopesOf(more, 'supervisor')).toEqual(['nord', ORGANISATION]);
    expect(more).toContainEqual({ role: 'supervisor', at: { is: 'centre', centre: 'nord' } });
  });

  it('for a topic that a supervisor holds stay for that topic', () => {
    const led: RoleAt[] = [{ role: 'supervisor', at: { is: 'topic', topic: 'sucht' } }];
    expect(withScopes(led, 'supervisor', ['sucht', 'nord'])).toEqual([
      { role: 'supervisor', at: { is: 'centre', centre: 'nord' } },
      { role: 'supervisor', at: { is: 'topic', topic: 'sucht' } },
    ]);
  });

  it('that are taken and given back are no change', () => {
    const { value } = personOf(people, 'a');
    const without = withScopes(value.roles, 'counsellor', []);
    expect(withScopes(without, 'counsellor', ['sucht'])).toEqual(value.roles);
  });
});

it('people are found by either name and their state', () => {
  expect(found(people.people, ' PERSON b ', 'all').map(({ id }) => id)).toEqual(['b']);
  expect(found(people.people, 'p.', 'invited').map(({ id }) => id)).toEqual(['c']);
  expect(found(people.people, 'p.a', 'deactivated')).toEqual([]);
});

it('a thousand people are found in little time', () => {
  const many = Array.from({ length: 1_000 }, (_, at) => person(String(at)));
  expect(found(many, 'person 99', 'active').length).toBe(11);
});

describe('a person', () => {
  let host: MemoryCounsellorHost;
  let administration: Administration;

  beforeEach(async () => {
    host = new MemoryCounsellorHost(view(1));
    host.administration.people = people;
    administration = new Administration(host);
    await administration.loadPeople();
  });

  it('is saved with what was changed, and shown as it stands then', async () => {
    const form = administration.form('person/a', personOf(people, 'a'), savePerson(administration, 'a'));
    form.change({ parallel_chats: 5 });
    expect(await form.save()).toBe(true);
    expect(host.commands).toEqual([['save_person', 'a', { seen: 1, parallel_chats: 5 }]]);
    expect(administration.people?.people[0]?.parallel_chats).toBe(5);
  });

  it('that another one has changed says so', async () => {
    const form = administration.form('person/a', personOf(people, 'a'), savePerson(administration, 'a'));
    form.change({ name: 'Neu' });
    await host.savePerson('a', { seen: 1, parallel_chats: 7 });
    expect(await form.save()).toBe(false);
    expect(form.meanwhile).toEqual({
      by: 'Sofia Demo',
      fields: [{ field: 'parallel_chats', before: 3, after: 7, mine: null }],
    });
    expect(await form.save()).toBe(true);
  });
});
