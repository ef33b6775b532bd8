import { FluentResource } from '@fluent/bundle';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Language } from '../generated/desk';
import { Words } from '../kit/words.svelte';
import { findingText } from './items';

const of = (language: Language) => [
  () => new FluentResource(readFileSync(new URL(`../../locales/${language}/chat.ftl`, import.meta.url), 'utf8')),
];
const SOURCES = { de: of('de'), en: of('en'), da: of('da') };
const AT = new Date(2026, 10, 24, 10, 15).getTime();
const DAY = 24 * 60 * 60_000;

describe('the sentence of a message with another time', () => {
  it.each([
    ['de', 'Dort war es 10:12 Uhr.', 'Dort war es Montag, 23. November, 10:15 Uhr.'],
    ['en', 'There it was 10:12 AM.', 'There it was Monday, November 23, 10:15 AM.'],
    ['da', 'Dér var klokken 10.12.', 'Dér var det mandag 23. november, klokken 10.15.'],
  ] as const)('names the day where that was another one (%s)', (language, same, other) => {
    const words = new Words(SOURCES, language);
    const text = (sent: number): string => findingText(words, { is: 'redated', sent }, AT);
    expect(text(AT - 3 * 60_000)).toContain(same);
    expect(text(AT - DAY)).toContain(other);
  });
});
