import { expect, it } from 'vitest';
import { initialsOf, tintOf } from './disc';

it('a counsellor has initials, whatever the name looks like', () => {
  const names = ['Anna', 'Anna Demo', 'Hans-Peter Müller', '  ', 'Ö', 'Li  Na', 'émile zola'];
  expect(names.map(initialsOf)).toEqual(['AN', 'AD', 'HM', '', 'Ö', 'LN', 'ÉZ']);
});

it('a topic keeps its colour, and the topics of the demo have different ones', () => {
  expect(tintOf('Sucht')).toBe(tintOf('Sucht'));
  expect(new Set(['Schwangerschaft', 'Sucht', 'Start-up'].map(tintOf)).size).toBe(3);
});
