/** Fluent files are parsed when the pages are built: parsing them costs a page that starts as much as drawing a screen. */
import { FluentResource } from '@fluent/bundle';

interface Built {
  code: string;
  map: null;
  moduleType: 'js';
}

interface Fluent {
  name: string;
  transform(source: string, id: string): Built | null;
}

/** A Vite plugin that makes a module of each `.ftl` file, whose default export gives the parsed resource. */
export function fluent(): Fluent {
  return {
    name: 'fluent',
    transform(source, id) {
      if (!id.endsWith('.ftl')) return null;
      const rows = new FluentResource(source).body.map(({ id, value, attributes }) =>
        Object.keys(attributes).length === 0 ? [id, value] : [id, value, attributes],
      );
      // Engines read a JSON text faster than the same arrays written out, and only that of the language that is spoken.
      const read = `JSON.parse(${JSON.stringify(JSON.stringify(rows))})`;
      const code = `export default () => ({ body: ${read}.map(([id, value, attributes = {}]) => ({ id, value, attributes })) });`;
      return { code, map: null, moduleType: 'js' };
    },
  };
}
