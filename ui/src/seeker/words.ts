/** Which sentence belongs to what, on the seeker's pages. */
import chatDa from '../../locales/da/chat.ftl';
import seekerDa from '../../locales/da/seeker.ftl';
import chatDe from '../../locales/de/chat.ftl';
import seekerDe from '../../locales/de/seeker.ftl';
import chatEn from '../../locales/en/chat.ftl';
import seekerEn from '../../locales/en/seeker.ftl';
import type { Sources } from '../kit/words.svelte';
import type { Over } from './over';
import type { Trouble } from './asking.svelte';

export const sources: Sources = { de: [seekerDe, chatDe], en: [seekerEn, chatEn], da: [seekerDa, chatDa] };

/** The heading and the sentence for each way a chat can be over. */
export const OVER: Record<Over, { title: string; text: string }> = {
  withdrawn: { title: 'seeker-over-withdrawn', text: 'seeker-over-withdrawn-text' },
  declined: { title: 'seeker-over-declined', text: 'seeker-over-declined-text' },
  vanished: { title: 'seeker-over-vanished', text: 'seeker-over-vanished-text' },
  no_answer: { title: 'seeker-over-vanished', text: 'seeker-over-no-answer-text' },
  moved_to_mail: { title: 'seeker-over', text: 'seeker-over-moved-text' },
  closed_by_admin: { title: 'seeker-over', text: 'seeker-over-closed-text' },
  by_counsellor: { title: 'seeker-over', text: 'seeker-over-by-counsellor-text' },
  by_seeker: { title: 'seeker-over', text: 'seeker-over-by-seeker-text' },
  time_limit: { title: 'seeker-over', text: 'seeker-over-time-limit-text' },
  seeker_gone: { title: 'seeker-over', text: 'seeker-over-seeker-gone-text' },
  by_admin: { title: 'seeker-over', text: 'seeker-over-by-counsellor-text' },
  place_lost: { title: 'seeker-over-vanished', text: 'seeker-over-place-lost-text' },
  signed_out: { title: 'seeker-over', text: 'seeker-over-unknown-text' },
};

const TROUBLE: Partial<Record<Trouble, string>> = {
  offline: 'seeker-trouble-offline',
  unavailable: 'seeker-trouble-unavailable',
  short_of_space: 'seeker-trouble-unavailable',
  line_full: 'seeker-trouble-line-full',
  too_many_tries: 'seeker-trouble-too-many',
  not_admitted: 'seeker-trouble-not-admitted',
  not_accepted: 'seeker-trouble-changed',
  not_active: 'seeker-trouble-changed',
  already_active: 'seeker-trouble-changed',
  already_accepted: 'seeker-trouble-changed',
  ended: 'seeker-trouble-changed',
  not_found: 'seeker-trouble-changed',
};

/** The sentence for a request that did not go through. */
export function troubleWord(trouble: Trouble): string {
  return TROUBLE[trouble] ?? 'seeker-trouble-other';
}
