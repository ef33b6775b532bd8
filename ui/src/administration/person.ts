/** A person as a form: name, roles and capacity; and what roles are called. */
import type { People, PersonId, PersonSettings, Role, RoleAt, RoleScope } from '../generated/protocol';
import type { Words } from '../kit/words.svelte';
import type { Administration } from './administration.svelte';
import type { Loaded, Saving } from './form.svelte';
import { namesOf } from './text';

export type PersonFields = { name: string; roles: RoleAt[]; parallel_chats: number };

export const LEAST_CHATS = 1;
export const MOST_CHATS = 20;

/** What is set for a person; roles in one order, so that ticking one twice changes nothing. */
export function personOf(people: People, id: PersonId): Loaded<PersonFields> {
  const person = people.people.find((one) => one.id === id);
  if (person === undefined) throw { code: 'not_found' };
  const { name, roles, parallel_chats, revision } = person;
  return { value: { name, roles: inOrder(roles), parallel_chats }, revision };
}

export function savePerson(administration: Administration, person: PersonId): Saving<PersonFields> {
  return {
    save: async (changed, seen) => {
      await administration.host.savePerson(person, { seen, ...changed });
      return personOf(await administration.loadPeople(), person);
    },
    load: async () => personOf(await administration.loadPeople(), person),
  };
}

/** The scopes a role is held for, by their keys: a topic's or a centre's id, or `organisation`. */
export function scopesOf(roles: RoleAt[], role: Role): string[] {
  return roles.filter((one) => one.role === role).map(({ at }) => keyOf(at));
}

/** The roles, with one of them held for these scopes. */
export function withScopes(roles: RoleAt[], role: Role, keys: string[]): RoleAt[] {
  const others = roles.filter((one) => one.role !== role);
  const held = new Map(roles.filter((one) => one.role === role).map(({ at }) => [keyOf(at), at]));
  return inOrder([...others, ...keys.map((key) => ({ role, at: held.get(key) ?? scopeOf(role, key) }))]);
}

function keyOf(at: RoleScope): string {
  switch (at.is) {
    case 'organisation':
      return ORGANISATION;
    case 'centre':
      return at.centre;
    case 'topic':
      return at.topic;
  }
}

export const ORGANISATION = 'organisation';

function scopeOf(role: Role, key: string): RoleScope {
  if (key === ORGANISATION) return { is: 'organisation' };
  return role === 'counsellor' ? { is: 'topic', topic: key } : { is: 'centre', centre: key };
}

function inOrder(roles: RoleAt[]): RoleAt[] {
  const key = ({ role, at }: RoleAt): string => `${role} ${keyOf(at)}`;
  return [...roles].sort((one, other) => (key(one) < key(other) ? -1 : 1));
}

const ROLE: Record<Role, string> = {
  counsellor: 'people-role-counsellor',
  supervisor: 'people-role-supervisor',
  admin: 'people-role-admin',
};

export function roleName(words: Words, role: string): string {
  const key = (ROLE as Record<string, string | undefined>)[role];
  return key === undefined ? role : words.t(key);
}

/** Names of topics and centres by their ids: made once for a whole list. */
export function namesById({ topics, centres }: People): Map<string, string> {
  return new Map([...topics, ...centres].map(({ id, name }) => [id, name]));
}

/** All roles in a line: "berät: Sucht und Schulden; Admin: ganzer Träger". */
export function rolesText(words: Words, roles: RoleAt[], names: ReadonlyMap<string, string>): string {
  const parts = (['counsellor', 'supervisor', 'admin'] as const).flatMap((role) => {
    const keys = scopesOf(roles, role);
    if (keys.length === 0) return [];
    const named = keys.map((key) => (key === ORGANISATION ? words.t('people-organisation') : (names.get(key) ?? key)));
    return [`${roleName(words, role)}: ${namesOf(words, named)}`];
  });
  return parts.length === 0 ? words.t('people-no-roles') : parts.join('; ');
}

export type Shown = 'all' | PersonSettings['state']['is'];

/** Those whose name or sign-in name contains the text, and who are in that state. */
export function found(people: PersonSettings[], text: string, shown: Shown): PersonSettings[] {
  const wanted = text.trim().toLowerCase();
  return people.filter(
    ({ name, sign_in_name, state }) =>
      (shown === 'all' || state.is === shown) &&
      (wanted === '' || name.toLowerCase().includes(wanted) || sign_in_name.toLowerCase().includes(wanted)),
  );
}
