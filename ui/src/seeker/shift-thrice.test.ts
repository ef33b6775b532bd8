import { expect, it } from 'vitest';
import { ShiftThrice, type Pressed } from './shift-thrice';

const key = (name: string, held: Partial<Pressed> = {}): Pressed => ({
  ...{ key: name, repeat: false, altKey: false, ctrlKey: false, metaKey: false },
  getModifierState: () => false,
  ...held,
});

function press(counter: ShiftThrice, at: number): number | null {
  counter.down(key('Shift'));
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
  counter.down(key('Shift'));
  counter.down(key('A'));
  counter.up('a', 200);
  expect(counter.up('Shift', 210)).toBeNull();
  expect(press(counter, 300)).toBe(2);
});

it('switching the keyboard layout does not count, whichever key goes down or up first', () => {
  const counter = new ShiftThrice();
  const held: Partial<Pressed>[] = [
    { altKey: true },
    { ctrlKey: true },
    { metaKey: true },
    { getModifierState: (name) => name === 'AltGraph' },
  ];
  for (const also of held) {
    for (let time = 0; time < 3; time += 1) {
      counter.down(key('Alt', also));
      counter.down(key('Shift', also));
      counter.up('Alt', time);
      expect(counter.up('Shift', time)).toBeNull();
    }
  }
  for (let time = 0; time < 3; time += 1) {
    counter.down(key('Shift'));
    counter.down(key('Alt', { altKey: true }));
    expect(counter.up('Shift', time)).toBeNull();
    counter.up('Alt', time);
  }
  // Some systems name the second key by what it does, and only its going up as Shift.
  for (let time = 0; time < 3; time += 1) {
    counter.down(key('Alt', { altKey: true }));
    counter.down(key('ModeChange', { altKey: true }));
    expect(counter.up('Shift', time)).toBeNull();
  }
  expect(press(counter, 10)).toBe(2);
});

it('both Shift keys at once do not count', () => {
  const counter = new ShiftThrice();
  for (let time = 0; time < 3; time += 1) {
    counter.down(key('Shift'));
    counter.down(key('Shift'));
    expect([counter.up('Shift', time), counter.up('Shift', time)]).toEqual([null, null]);
  }
});

it('a key that is held and repeats counts once', () => {
  const counter = new ShiftThrice();
  counter.down(key('Shift'));
  counter.down(key('Shift', { repeat: true }));
  expect(counter.up('Shift', 0)).toBe(2);
});

it('a click, a letter or another window in between begins again', () => {
  const counter = new ShiftThrice();
  const between = [
    (): void => counter.interrupt(),
    (): void => {
      counter.down(key('x'));
      counter.up('x', 1);
    },
  ];
  for (const act of between) {
    press(counter, 0);
    press(counter, 0);
    act();
    expect(press(counter, 1)).toBe(2);
    counter.interrupt();
  }
  counter.down(key('Shift'));
  counter.interrupt();
  expect(counter.up('Shift', 2)).toBeNull();
});
