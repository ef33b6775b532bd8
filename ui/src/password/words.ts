/** The sentences of the page on which a password is chosen. */
import da from '../../locales/da/password.ftl';
import de from '../../locales/de/password.ftl';
import en from '../../locales/en/password.ftl';
import type { Sources } from '../kit/words.svelte';

export const sources: Sources = { de: [de], en: [en], da: [da] };
