/** Where live chat is offered, as a form: one field for the centre, one for each topic. And why seekers see what they see. */
import type { CentreId, CentreSettings, MemberState, TopicSettings } from '../generated/protocol';
import type { Words } from '../kit/words.svelte';
import type { Administration } from './administration.svelte';
import type { Loaded, Saving } from './form.svelte';
import { namesOf } from './text';

/** The field of the centre; those of topics are named by their ids. */
export const CENTRE = 'centre';
export type LiveChat = Record<string, boolean>;

export function liveChatOf({ start_page_live_chat, topics, revision }: CentreSettings): Loaded<LiveChat> {
  const of = topics.map((topic) => [topic.id, topic.start_page_live_chat] as const);
  return { value: { [CENTRE]: start_page_live_chat, ...Object.fromEntries(of) }, revision };
}

export function saveLiveChat(administration: Administration, centre: CentreId): Saving<LiveChat> {
  return {
    save: async (_, seen, whole) => {
      const topics = Object.keys(whole).filter((field) => field !== CENTRE && whole[field] === true);
      const change = { seen, start_page_live_chat: whole[CENTRE] ?? false, topics };
      return liveChatOf(administration.take(await administration.host.saveLiveChat(centre, change)));
    },
    load: async () => liveChatOf(administration.take(await administration.host.centreSettings(centre))),
  };
}

/** So many names stand in a sentence; the others are counted. */
const NAMES = 5;

/** Why the start page says what it says about a topic, in sentences. */
export function reasons(words: Words, topic: TopicSettings, centreOffers: boolean): string[] {
  const { t } = words;
  const those = (state: MemberState): string[] =>
    topic.staff.filter((member) => member.state === state).map(({ person }) => person.name);
  const sentence = (key: string, state: MemberState): string[] => {
    const names = those(state);
    return names.length === 0 ? [] : [t(key, { names: short(words, names) })];
  };
  const count = topic.staff.length;
  const away = (): string[] => [
    ...sentence('livechat-off', 'off'),
    ...sentence('livechat-paused', 'paused'),
    ...sentence('livechat-not-reachable', 'not_reachable'),
  ];
  switch (topic.admission.state) {
    case 'hidden':
      return [t(centreOffers ? 'livechat-why-hidden-topic' : 'livechat-why-hidden-centre')];
    case 'closed':
      return [t('livechat-why-closed')];
    case 'full':
      return [t('livechat-why-full'), ...sentence('livechat-available', 'available')];
    case 'open':
      return sentence('livechat-available', 'available');
    case 'not_possible':
      if (count === 0) return [t('livechat-why-nobody')];
      return [t('livechat-why-not-reachable', { count }), short(words, those('not_reachable'))];
    case 'nobody_available':
      return [t('livechat-why-nobody-available', { count }), ...away()];
  }
}

function short(words: Words, names: string[]): string {
  if (names.length <= NAMES) return namesOf(words, names);
  const sorted = [...names].sort((one, other) => one.localeCompare(other));
  const others = words.t('livechat-others', { count: names.length - NAMES + 1 });
  return words.list([...sorted.slice(0, NAMES - 1), others]);
}
