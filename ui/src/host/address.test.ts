import { expect, it } from 'vitest';
import { addressOf } from './address';

it.each([
  ['/demo', 'demo', null],
  ['/demo/', 'demo', null],
  ['/demo/sucht', 'demo', 'sucht'],
  ['/demo/sucht/', 'demo', 'sucht'],
  ['/', '', null],
  ['/demo/sucht/mehr', '', null],
  ['/%E0%A4%A', '', null],
])('%s is read', (path, centre, topic) => {
  expect(addressOf(path)).toEqual({ centre, topic });
});
