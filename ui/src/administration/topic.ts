/** A topic as a form: its fields, how they are saved, and their bounds. */
import type { CentreId, CentreSettings, Mode, PersonId, TopicId, TopicTimes, WeekHours } from '../generated/protocol';
import type { Administration } from './administration.svelte';
import type { Loaded, Saving } from './form.svelte';

export type TopicFields = { name: string; mode: Mode; hours: WeekHours; times: TopicTimes; members: PersonId[] };

/** What is set for a topic; members in one order, so that ticking one twice changes nothing. */
export function topicOf(settings: CentreSettings, id: TopicId): Loaded<TopicFields> {
  const topic = settings.topics.find((one) => one.id === id);
  if (topic === undefined) throw { code: 'not_found' };
  const { name, mode, hours, times, members, revision } = topic;
  return { value: { name, mode, hours, times, members: [...members].sort() }, revision };
}

export function saveTopic(administration: Administration, centre: CentreId, topic: TopicId): Saving<TopicFields> {
  const { host } = administration;
  return {
    save: async (changed, seen) =>
      topicOf(administration.take(await host.saveTopic(centre, topic, { seen, ...changed })), topic),
    load: async () => topicOf(administration.take(await host.centreSettings(centre)), topic),
  };
}

type Minutes = Exclude<keyof TopicTimes, 'warning_minutes'>;

/** The times in minutes with their words and bounds. */
export const TIMES: { field: Minutes; word: string; least: number; most: number }[] = [
  { field: 'chat_minutes', word: 'topics-chat-minutes', least: 10, most: 720 },
  { field: 'away_minutes', word: 'topics-away-minutes', least: 1, most: 30 },
  { field: 'answer_minutes', word: 'topics-answer-minutes', least: 1, most: 30 },
  { field: 'gone_minutes', word: 'topics-gone-minutes', least: 5, most: 120 },
  { field: 'offer_written_minutes', word: 'topics-offer-written-minutes', least: 1, most: 60 },
];

/** The part of an address that a name makes: small letters, digits and hyphens. */
export function slugOf(name: string): string {
  const spelled = name
    .toLowerCase()
    .replace(/[äæ]/g, 'ae')
    .replace(/[öø]/g, 'oe')
    .replace(/ü/g, 'ue')
    .replace(/å/g, 'aa')
    .replace(/ß/g, 'ss')
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '');
  return spelled
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '');
}
