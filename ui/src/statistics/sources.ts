/** The sentences about counts, per language. */
import da from '../../locales/da/statistics.ftl';
import de from '../../locales/de/statistics.ftl';
import en from '../../locales/en/statistics.ftl';
import type { Sources } from '../kit/words.svelte';

export const sources: Sources = { de: [de], en: [en], da: [da] };
