/** The change log in words. An act or a field that is not known is shown as it is. */
import type { AuditActor, AuditChange, Mode, TopicTimes, WeekHours } from '../generated/protocol';
import type { Words } from '../kit/words.svelte';
import { roleName } from './person';
import { MODE, hoursText, namesOf, onOrOff, timesText } from './text';

const ACTS: Record<string, string> = {
  organisation_added: 'audit-organisation-added',
  centre_added: 'audit-centre-added',
  topic_offered: 'audit-topic-offered',
  topic_changed: 'audit-topic-changed',
  live_chat_changed: 'audit-live-chat-changed',
  member_added: 'audit-member-added',
  member_removed: 'audit-member-removed',
  person_added: 'audit-person-added',
  person_changed: 'audit-person-changed',
  password_link_made: 'audit-password-link-made',
  password_set: 'audit-password-set',
  second_factor_set: 'audit-second-factor-set',
  second_factor_removed: 'audit-second-factor-removed',
  second_factor_reset: 'audit-second-factor-reset',
  recovery_codes_made: 'audit-recovery-codes-made',
  recovery_code_used: 'audit-recovery-code-used',
  sessions_ended: 'audit-sessions-ended',
  clock_accepted: 'audit-clock-accepted',
};

const FIELDS: Record<string, string> = {
  start_page_live_chat: 'livechat-internal',
  name: 'audit-name',
  mode: 'topics-mode',
  hours: 'topics-hours',
  times: 'topics-times',
  members: 'topics-members',
  roles: 'people-roles',
  parallel_chats: 'people-capacity',
  account: 'people-access',
  reachable: 'audit-reachable',
};

const ACCOUNTS: Record<string, string> = {
  active: 'people-active',
  invited: 'people-invited',
  deactivated: 'people-deactivated',
};

export function actText(words: Words, act: string): string {
  const key = ACTS[act];
  return key === undefined ? act : words.t(key);
}

export function actorText(words: Words, actor: AuditActor): string {
  switch (actor.is) {
    case 'person':
      return actor.name;
    case 'operator':
      return words.t('audit-operator');
    case 'server':
      return words.t('audit-server');
  }
}

/** One field: "Sucht: ein → aus". */
export function changeText(words: Words, { field, before, after }: AuditChange): string {
  const key = FIELDS[field];
  return words.t('audit-change', {
    field: key === undefined ? field : words.t(key),
    before: valueText(words, field, before),
    after: valueText(words, field, after),
  });
}

function valueText(words: Words, field: string, json: string | null): string {
  const value = parsed(json);
  if (value === null || value === undefined) return words.t('audit-nothing');
  if (typeof value === 'boolean') return onOrOff(words, value);
  if (field === 'mode' && typeof value === 'string' && value in MODE) return words.t(MODE[value as Mode]);
  if (field === 'account' && typeof value === 'string') {
    const key = ACCOUNTS[value];
    return key === undefined ? value : words.t(key);
  }
  if (field === 'hours' && isRecord(value) && Array.isArray(value.week)) return hoursText(words, value as WeekHours);
  if (field === 'times' && isRecord(value) && Array.isArray(value.warning_minutes)) {
    return timesText(words, value as TopicTimes);
  }
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) {
    if (value.length === 0) return words.t('audit-nothing');
    return namesOf(words, field === 'roles' ? value.map((role) => roleText(words, role)) : value);
  }
  return typeof value === 'string' ? value : (json ?? '');
}

/** "counsellor: Sucht" in words; without a place it is for the whole organisation. */
function roleText(words: Words, text: string): string {
  const [, role = text, place] = /^([a-z]+)(?:: (.*))?$/s.exec(text) ?? [];
  return `${roleName(words, role)} (${place ?? words.t('people-organisation')})`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsed(json: string | null): unknown {
  if (json === null) return null;
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return json;
  }
}
