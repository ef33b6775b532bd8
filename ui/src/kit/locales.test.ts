/** The three languages say the same things, and the code asks for nothing else. */
import { readFileSync, readdirSync } from 'node:fs';
import { FluentResource } from '@fluent/bundle';
import { describe, expect, it } from 'vitest';
import { fluent } from '../../fluent';
import { latin1 } from '../../latin1';
import { LANGUAGES, Words, choose } from './words.svelte';

const ROOT = new URL('../../', import.meta.url);
const FILES = readdirSync(new URL('locales/de/', ROOT));
const source = (language: string, file: string): string =>
  readFileSync(new URL(`locales/${language}/${file}`, ROOT), 'utf8');

/** Every key with the variables its sentence uses. */
function entries(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const { id, value } of new FluentResource(text).body) {
    const names = [...JSON.stringify(value).matchAll(/"type":"var","name":"([^"]+)"/g)].map((match) => match[1]);
    found.set(id, [...new Set(names)].sort().join(' '));
  }
  return found;
}

function code(folder: URL): string {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.endsWith('.test.ts') && !name.endsWith('.json') && name !== 'preview')
    .map((entry) => {
      const url = new URL(entry.isDirectory() ? `${entry.name}/` : entry.name, folder);
      return entry.isDirectory() ? code(url) : readFileSync(url, 'utf8');
    })
    .join('\n');
}

describe.each(FILES)('%s', (file) => {
  it.each(LANGUAGES)(
    'has the keys and variables of the German one in %s, and no line that is not understood',
    (language) => {
      const [german, other] = [entries(source('de', file)), entries(source(language, file))];
      expect(Object.fromEntries(other)).toEqual(Object.fromEntries(german));
      const written = [...source(language, file).matchAll(/^[a-z][a-z0-9-]* =/gm)].length;
      expect(other.size).toBe(written);
      expect(source(language, file)).not.toContain('!');
    },
  );
});

describe('a page', () => {
  const built = async (text: string): Promise<FluentResource> => {
    const { code } = fluent().transform(text, 'any.ftl') ?? { code: '' };
    const module: { default: () => FluentResource } = await import(
      /* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`
    );
    return module.default();
  };

  it.each(LANGUAGES)('is built with what the files say in %s', async (language) => {
    for (const file of FILES) {
      const text = source(language, file);
      expect(await built(text)).toEqual({ body: new FluentResource(text).body });
    }
  });

  it('is written in letters that an engine keeps in one byte, and says the same', () => {
    const text = '„Grüße“ … 😀';
    const page = { code: JSON.stringify(text), type: 'chunk' as const };
    latin1().generateBundle({}, { page });
    expect(page.code).not.toMatch(/[\u0100-\uffff]/);
    expect(page.code).toContain('Grüße');
    expect(JSON.parse(page.code)).toBe(text);
  });

  it('keeps attributes, quotes and forms of a number', async () => {
    const text = 'a = "x" \\ { $n ->\n    [one] eins\n   *[other] { $n }\n }\n    .title = Titel\n';
    expect(await built(text)).toEqual({ body: new FluentResource(text).body });
  });
});

describe('the code', () => {
  const text = code(new URL('src/', ROOT));
  // What tray and notifications say is used in Rust, and counted there.
  const pages = FILES.filter((file) => file !== 'desktop.ftl');
  const known = new Set(pages.flatMap((file) => [...entries(source('de', file)).keys()]));
  const families = new Set([...known].map((key) => key.split('-')[0]));
  const used = new Set(
    [...text.matchAll(/['"]([a-z]+-[a-z0-9-]+)['"]/g)]
      .map((match) => match[1] ?? '')
      .filter((key) => families.has(key.split('-')[0])),
  );

  it('uses no key that is not there', () => {
    const notWords = new Set(['chat-panel']);
    expect([...used].filter((key) => !known.has(key) && !notWords.has(key))).toEqual([]);
  });

  it('uses every key that is there', () => {
    expect([...known].filter((key) => !used.has(key))).toEqual([]);
  });
});

describe('words', () => {
  it('come in the first language that is there, and in German otherwise', () => {
    expect(choose(['fr-FR', 'en-GB', 'de'])).toBe('en');
    expect(choose(['fr'])).toBe('de');
    expect(choose([])).toBe('de');
  });

  it('follow the language and hold no invisible marks', () => {
    const said = (text: string) => [() => new FluentResource(text)];
    const sources = { de: said('who = Ratsuchende_r { $n }'), en: said('who = Seeker { $n }'), da: [] };
    const words = new Words(sources, 'de');
    expect(words.t('who', { n: '3' })).toBe('Ratsuchende_r 3');
    words.language = 'en';
    expect(words.t('who', { n: '3' })).toBe('Seeker 3');
  });
});

describe('sentences that load later', () => {
  it('join those that are there, once', () => {
    const said = (text: string) => [() => new FluentResource(text)];
    const words = new Words({ de: said('one = Eins'), en: [], da: [] }, 'de');
    const later = { de: said('two = Zwei'), en: said('two = Two'), da: [] };
    expect(words.t('two')).toBe('two');
    words.add(later);
    words.add(later);
    expect([words.t('one'), words.t('two')]).toEqual(['Eins', 'Zwei']);
    words.language = 'en';
    expect(words.t('two')).toBe('Two');
  });
});

describe('names in sentences', () => {
  const spoken = new Words({ de: [() => new FluentResource('by = { $name } schrieb: Hallo')], en: [], da: [] }, 'de');
  it.each([
    ['Ehe & Familie <b> "quer" \'x\'', 'Ehe & Familie <b> "quer" \'x\' schrieb: Hallo'],
    ['ليلى', '\u2068ليلى\u2069 schrieb: Hallo'],
    ['Anna\u202E', '\u2068Anna\u202E\u2069 schrieb: Hallo'],
    ['a\u2069\u2066b', '\u2068ab\u2069 schrieb: Hallo'],
  ])('are shown as written and turn nothing: %s', (name, sentence) => {
    expect(spoken.t('by', { name })).toBe(sentence);
  });
});
