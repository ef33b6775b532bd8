import { expect, it } from 'vitest';
import type { RequestCard } from '../generated/desk';
import { RequestSelection, placeInLine } from './selection.svelte';

const request = (id: string, topic = 'Sucht'): RequestCard => ({
  id,
  number: 1,
  topic,
  since: 0,
  presence: { is: 'here' },
  accepting: false,
});
const waiting = [request('a'), request('b', 'Schwangerschaft'), request('c')];

it('the longest waiting request is looked at until another one is chosen', () => {
  const selection = new RequestSelection();
  expect(selection.among([])).toBeNull();
  expect(selection.among(waiting)?.id).toBe('a');
  selection.choose('c');
  expect(selection.among([...waiting, request('d')])?.id).toBe('c');
  expect(selection.among(waiting.slice(0, 2))?.id).toBe('a');
});

it('a clicked alert chooses its request, once', () => {
  const selection = new RequestSelection();
  selection.follow('b');
  expect(selection.among(waiting)?.id).toBe('b');
  selection.choose('c');
  selection.follow('b');
  expect(selection.among(waiting)?.id).toBe('c');
  selection.follow(null);
  selection.follow('b');
  expect(selection.among(waiting)?.id).toBe('b');
});

it('the place is counted within the topic', () => {
  expect(waiting.map((each) => placeInLine(each, waiting))).toEqual([
    { place: 1, of: 2 },
    { place: 1, of: 1 },
    { place: 2, of: 2 },
  ]);
});
