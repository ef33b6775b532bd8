/** Folders import downwards only, and no two files import each other. */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('.', import.meta.url));
/** From the lowest layer to the highest; folders of one layer do not know each other. */
const LAYERS = [
  ['generated'],
  ['seal'],
  ['host'],
  ['kit'],
  ['availability', 'conversation', 'statistics'],
  ['administration', 'password', 'profile', 'requests', 'seeker', 'session'],
  ['desk'],
  ['preview'],
];

const ENDINGS = ['', '.ts', '.svelte', '.svelte.ts'];
const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => /\.(ts|svelte|json|css)$/.test(name));
const known = new Set(files);
const layerOf = (file: string): number => LAYERS.findIndex((folders) => folders.includes(file.split('/')[0] ?? ''));

/** The files that a file imports, by their paths under `src`. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const names = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) => match[1] ?? '');
  return names.flatMap((name) => {
    const path = relative(ROOT, join(ROOT, dirname(file), name)).replaceAll('\\', '/');
    const found = ENDINGS.map((ending) => path + ending).find((path) => known.has(path));
    return found === undefined ? [] : [found];
  });
}

const graph = new Map(files.filter((file) => /\.(ts|svelte)$/.test(file)).map((file) => [file, importsOf(file)]));

/** A way from a file back to itself, or null. */
function circle(from: string): string[] | null {
  const ways = [[from]];
  const seen = new Set<string>();
  for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
    for (const next of graph.get(way[way.length - 1] ?? '') ?? []) {
      if (next === from) return [...way, from];
      if (!seen.has(next)) ways.push([...way, next]);
      seen.add(next);
    }
  }
  return null;
}

it('folders import downwards only', () => {
  const upwards = [...graph].flatMap(([file, targets]) =>
    file.includes('/') ? targets.filter((to) => !isBelow(file, to)).map((to) => `${file} imports ${to}`) : [],
  );
  expect(upwards).toEqual([]);
});

it('every folder has a layer', () => {
  const folders = [...graph.keys()].filter((file) => file.includes('/') && layerOf(file) < 0);
  expect(folders).toEqual([]);
});

it('no file imports itself through others', () => {
  const circles = [...graph.keys()].map(circle).filter((way) => way !== null);
  expect(circles).toEqual([]);
});

function isBelow(file: string, to: string): boolean {
  const inside = file.split('/')[0] === to.split('/')[0];
  return inside || layerOf(to) < layerOf(file);
}
