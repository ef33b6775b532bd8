/**
 * Keys of the whole window: Ctrl+Tab and Ctrl+1…9 choose a tab, Ctrl+W closes it, Ctrl+Shift+N moves it into a window
 * of its own and back.
 */
import type { ChatId } from '../generated/protocol';

export type TabAct = { act: 'open' | 'close' | 'move'; chat: ChatId };

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/** What a key means for the open tabs, or null when it means nothing. */
export function tabKey(pressed: Pressed, tabs: ChatId[], front: ChatId | null): TabAct | null {
  if (!(pressed.ctrlKey || pressed.metaKey) || pressed.altKey || tabs.length === 0) return null;
  if (pressed.key === 'Tab') {
    const at = front === null ? -1 : tabs.indexOf(front);
    const step = pressed.shiftKey ? -1 : 1;
    return open(tabs[(at + step + tabs.length) % tabs.length]);
  }
  if (/^[1-9]$/.test(pressed.key) && !pressed.shiftKey) return open(tabs[Number(pressed.key) - 1]);
  const letter = pressed.key.toLowerCase();
  if (letter === 'n' && pressed.shiftKey && front !== null) return { act: 'move', chat: front };
  if (letter === 'w' && !pressed.shiftKey && front !== null) return { act: 'close', chat: front };
  return null;
}

function open(chat: ChatId | undefined): TabAct | null {
  return chat === undefined ? null : { act: 'open', chat };
}
