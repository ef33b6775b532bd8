import { expect, it } from 'vitest';
import { ShiftThrice } from './shift-thrice';

function press(counter: ShiftThrice, at: number): number | null {
  counter.down('Shift');
  return counter.up('Shift', at);
}

it('three presses within five seconds leave', () => {
  const counter = new ShiftThrice();
  expect([press(counter, 0), press(counter, 2_000), press(counter, 4_000)]).toEqual([2, 1, 0]);
});

it('presses that lie too far apart do not', () => {
  const counter = new ShiftThrice();
  expect([press(counter, 0), press(counter, 4_000), press(counter, 6_000)]).toEqual([2, 1, 1]);
});

it('capital letters do not count and begin again', () => {
  const counter = new ShiftThrice();
  press(counter, 0);
  press(counter, 100);
  counter.down('Shift');
  counter.down('A');
  counter.up('a', 200);
  expect(counter.up('Shift', 210)).toBeNull();
  expect(press(counter, 300)).toBe(2);
});
