/** Sentences that load with the profile, per language; those about counts bring their own. */
import accountDa from '../../locales/da/account.ftl';
import passwordDa from '../../locales/da/password.ftl';
import accountDe from '../../locales/de/account.ftl';
import passwordDe from '../../locales/de/password.ftl';
import accountEn from '../../locales/en/account.ftl';
import passwordEn from '../../locales/en/password.ftl';
import type { Sources } from '../kit/words.svelte';

export const sources: Sources = {
  de: [accountDe, passwordDe],
  en: [accountEn, passwordEn],
  da: [accountDa, passwordDa],
};
