/** The Fluent files of the counsellor's window, per language. */
import chatDa from '../../locales/da/chat.ftl';
import deskDa from '../../locales/da/counsellor.ftl';
import alertsDa from '../../locales/da/alerts.ftl';
import programDa from '../../locales/da/program.ftl';
import lockDa from '../../locales/da/lock.ftl';
import availabilityDa from '../../locales/da/availability.ftl';
import demoDa from '../../locales/da/demo.ftl';
import settingsDa from '../../locales/da/settings.ftl';
import secondFactorDa from '../../locales/da/second-factor.ftl';
import chatDe from '../../locales/de/chat.ftl';
import deskDe from '../../locales/de/counsellor.ftl';
import alertsDe from '../../locales/de/alerts.ftl';
import programDe from '../../locales/de/program.ftl';
import lockDe from '../../locales/de/lock.ftl';
import availabilityDe from '../../locales/de/availability.ftl';
import demoDe from '../../locales/de/demo.ftl';
import settingsDe from '../../locales/de/settings.ftl';
import secondFactorDe from '../../locales/de/second-factor.ftl';
import chatEn from '../../locales/en/chat.ftl';
import deskEn from '../../locales/en/counsellor.ftl';
import alertsEn from '../../locales/en/alerts.ftl';
import programEn from '../../locales/en/program.ftl';
import lockEn from '../../locales/en/lock.ftl';
import availabilityEn from '../../locales/en/availability.ftl';
import demoEn from '../../locales/en/demo.ftl';
import settingsEn from '../../locales/en/settings.ftl';
import secondFactorEn from '../../locales/en/second-factor.ftl';
import type { Sources } from '../kit/words.svelte';

export const sources: Sources = {
  de: [deskDe, chatDe, availabilityDe, alertsDe, lockDe, programDe, settingsDe, secondFactorDe, demoDe],
  en: [deskEn, chatEn, availabilityEn, alertsEn, lockEn, programEn, settingsEn, secondFactorEn, demoEn],
  da: [deskDa, chatDa, availabilityDa, alertsDa, lockDa, programDa, settingsDa, secondFactorDa, demoDa],
};
