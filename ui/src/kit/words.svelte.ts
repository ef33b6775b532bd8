/** The interface's words in the person's language, from the Fluent files under `locales/`. */
import { FluentBundle, type FluentResource, type FluentVariable } from '@fluent/bundle';
import { getContext, setContext } from 'svelte';
import type { Language } from '../generated/desk';
import { LIMITS } from './limits';

/** The languages there are; the first one is spoken where nothing else fits. */
export const LANGUAGES: readonly Language[] = ['de', 'en', 'da'];

/** What gives the Fluent files' sentences, per language. */
export type Sources = Record<Language, (() => FluentResource)[]>;

/** The first of the wanted languages that exists; German otherwise. */
export function choose(languages: readonly string[]): Language {
  for (const wanted of languages) {
    const found = LANGUAGES.find((language) => wanted.toLowerCase().split('-')[0] === language);
    if (found !== undefined) return found;
  }
  return 'de';
}

const TIME = { hour: '2-digit', minute: '2-digit' } as const;
const DATE = { weekday: 'long', day: 'numeric', month: 'long' } as const;
const STAMP = { dateStyle: 'short', timeStyle: 'short' } as const;
const DAY = 24 * 60 * 60_000;

export class Words {
  language = $state<Language>('de');
  private more: readonly Sources[] = $state.raw([]);
  private readonly bundle = $derived.by(() => bundleOf([this.sources, ...this.more], this.language));
  // Making a formatter costs as much as drawing several messages, so there is one of each for a language.
  private readonly clock = $derived(new Intl.DateTimeFormat(this.language, TIME));
  private readonly short = $derived(new Intl.DateTimeFormat(this.language, { weekday: 'short', ...TIME }));
  private readonly dateOnly = $derived(new Intl.DateTimeFormat(this.language, DATE));
  private readonly dayAndTime = $derived(new Intl.DateTimeFormat(this.language, { ...DATE, ...TIME }));
  private readonly zoned = $derived(
    new Intl.DateTimeFormat(this.language, { ...DATE, ...TIME, timeZoneName: 'short' }),
  );
  private readonly stamped = $derived(new Intl.DateTimeFormat(this.language, STAMP));
  private readonly numbers = $derived(new Intl.NumberFormat(this.language));
  private readonly lists = $derived(new Intl.ListFormat(this.language, { type: 'conjunction' }));

  private readonly measures = new Map<string, Intl.NumberFormat>();

  constructor(
    private readonly sources: Sources,
    language: Language,
  ) {
    this.language = language;
  }

  /** Adds the sentences of a part that has loaded; a second time adds nothing. */
  add(sources: Sources): void {
    if (!this.more.includes(sources)) this.more = [...this.more, sources];
  }

  /** The sentence of this key; every sentence may name the limits. */
  t = (key: string, args: Record<string, FluentVariable> = {}): string => {
    const pattern = this.bundle.getMessage(key)?.value;
    if (pattern == null) return key;
    return this.bundle.formatPattern(pattern, { ...LIMITS, ...isolated(args) });
  };

  /** The time of day, "19:03". */
  time(at: number): string {
    return this.clock.format(at);
  }

  /** Day and time in words, "Montag, 23. November, 18:00". */
  day(at: number): string {
    return this.dayAndTime.format(at);
  }

  /** Day, time and the zone of this device by name: it need not be the centre's. "Montag, 23. November um 18:00 MEZ". */
  dayInZone(at: number): string {
    return this.zoned.format(at);
  }

  /** Date and time in figures, "23.11.26, 18:00". */
  stamp(at: number): string {
    return this.stamped.format(at);
  }

  /** Day and time in short, "Do., 21:14". */
  shortDay(at: number): string {
    return this.short.format(at);
  }

  /** The date alone, "Montag, 23. November". */
  date(at: number): string {
    return this.dateOnly.format(at);
  }

  /** Whether two moments are on one day where the reader is. */
  sameDay(one: number, other: number): boolean {
    // Most are less than a day apart: their day of the month tells, and no formatter is needed.
    return Math.abs(one - other) < DAY && new Date(one).getDate() === new Date(other).getDate();
  }

  /** A whole number, "30.000". */
  number(value: number): string {
    return this.numbers.format(value);
  }

  /** A measure, "1,4 MB"; below ten with one digit behind the comma. */
  measure(value: number, unit: 'kilobyte' | 'megabyte'): string {
    const key = `${this.language} ${unit} ${value < 10}`;
    const form = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: value < 10 ? 1 : 0 } as const;
    const known = this.measures.get(key) ?? new Intl.NumberFormat(this.language, form);
    this.measures.set(key, known);
    return known.format(value);
  }

  /** Names or numbers as a list, "1, 2 und 3". */
  list(parts: (string | number)[]): string {
    return this.lists.format(parts.map(String));
  }
}

function bundleOf(all: readonly Sources[], language: Language): FluentBundle {
  // Isolation marks would become part of accessible names, which tools rely on; `isolated` sets them where they matter.
  const bundle = new FluentBundle(language, { useIsolating: false });
  for (const source of all.flatMap((sources) => sources[language])) bundle.addResource(source());
  return bundle;
}

/** Hebrew, Arabic and other scripts from right to left, and the signs that turn text. */
const TURNS =
  /[\u0590-\u08FF\u200E\u200F\u202A-\u202E\u2066-\u2069\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;
/** First strong isolate, and its end (Unicode UAX 9). */
const [ISOLATE, END] = [0x2068, 0x2069].map((code) => String.fromCharCode(code));

/** A name that runs from right to left, or turns what follows it, is shown as written and leaves the sentence alone. */
function isolated(args: Record<string, FluentVariable>): Record<string, FluentVariable> {
  const turning = Object.entries(args).filter(([, value]) => typeof value === 'string' && TURNS.test(value));
  if (turning.length === 0) return args;
  const inside = (value: string): string => `${ISOLATE}${value.replace(/[\u2066-\u2069]/g, '')}${END}`;
  return { ...args, ...Object.fromEntries(turning.map(([key, value]) => [key, inside(String(value))])) };
}

const KEY = Symbol('words');

/** Makes the words known to every component below. */
export function provideWords(words: Words): void {
  setContext(KEY, words);
}

export function useWords(): Words {
  return getContext<Words>(KEY);
}
