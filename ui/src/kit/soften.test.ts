import { expect, it } from 'vitest';
import { soften } from './soften';

const shown = (name: string): string => soften(name).replaceAll('\u00AD', '|');

it.each([
  ['Schwangerschaftskonfliktberatungsstelle', 'Schwangerschafts|konflikt|beratungs|stelle'],
  ['Familienplanungszentrum Rhön-Grabfeld', 'Familien|planungs|zentrum Rhön-Grabfeld'],
  ['Sucht', 'Sucht'],
  ['Lebensberatung', 'Lebensberatung'],
])('%s may break as %s', (name, broken) => {
  expect(shown(name)).toBe(broken);
});
