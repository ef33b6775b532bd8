import { expect, it } from 'vitest';
import { tabKey } from './keys';

it('keys choose and close tabs', () => {
  const key = (name: string, held: object = { ctrlKey: true }): Parameters<typeof tabKey>[0] => ({
    ...{ key: name, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false },
    ...held,
  });
  const tabs = ['a', 'b', 'c'];
  expect(tabKey(key('Tab'), tabs, 'c')).toEqual({ act: 'open', chat: 'a' });
  expect(tabKey(key('Tab', { ctrlKey: true, shiftKey: true }), tabs, 'a')).toEqual({ act: 'open', chat: 'c' });
  expect(tabKey(key('2'), tabs, 'a')).toEqual({ act: 'open', chat: 'b' });
  expect(tabKey(key('9'), tabs, 'a')).toBeNull();
  expect(tabKey(key('w'), tabs, 'b')).toEqual({ act: 'close', chat: 'b' });
  expect(tabKey(key('w', {}), tabs, 'b')).toBeNull();
  expect(tabKey(key('N', { ctrlKey: true, shiftKey: true }), tabs, 'b')).toEqual({ act: 'move', chat: 'b' });
  expect(tabKey(key('n'), tabs, 'b')).toBeNull();
  expect(tabKey(key('Tab'), [], null)).toBeNull();
});
