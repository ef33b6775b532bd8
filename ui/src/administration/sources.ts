/** The Fluent files of the pages for admins, per language; they load with these pages. */
import auditDa from '../../locales/da/audit.ftl';
import livechatDa from '../../locales/da/livechat.ftl';
import peopleDa from '../../locales/da/people.ftl';
import topicsDa from '../../locales/da/topics.ftl';
import auditDe from '../../locales/de/audit.ftl';
import livechatDe from '../../locales/de/livechat.ftl';
import peopleDe from '../../locales/de/people.ftl';
import topicsDe from '../../locales/de/topics.ftl';
import auditEn from '../../locales/en/audit.ftl';
import livechatEn from '../../locales/en/livechat.ftl';
import peopleEn from '../../locales/en/people.ftl';
import topicsEn from '../../locales/en/topics.ftl';
import type { Sources } from '../kit/words.svelte';

export const sources: Sources = {
  de: [livechatDe, topicsDe, peopleDe, auditDe],
  en: [livechatEn, topicsEn, peopleEn, auditEn],
  da: [livechatDa, topicsDa, peopleDa, auditDa],
};
