/** Which notices a window shows, and what they say. */
import type { NoticeWhat, Restored } from '../generated/desk';
import type { ChatId, EndingView } from '../generated/protocol';
import { seekerName } from '../kit/phrases';
import type { Words } from '../kit/words.svelte';

const RESTORED: Record<Restored, string> = {
  locked: 'desk-restored-locked',
  suspended: 'desk-restored-suspended',
  idle: 'desk-restored-idle',
  drop: 'desk-restored-drop',
};

const GONE: Partial<Record<EndingView, string>> = {
  declined: 'desk-notice-declined',
  no_answer: 'desk-notice-no-answer',
  closed_by_admin: 'desk-notice-closed',
};

/** Whether the window of one chat shows this notice; the main window shows all of them. */
export function concerns(what: NoticeWhat, chat: ChatId): boolean {
  switch (what.is) {
    case 'time_runs_out':
      return what.chat === chat;
    case 'availability_expired':
    case 'availability_restored':
    case 'try_again':
      return true;
    case 'taken':
    case 'request_gone':
    case 'no_longer_waiting':
    case 'no_room':
    case 'not_available':
    case 'cache_rebuilt':
    case 'no_notifications':
    case 'no_keyring':
    case 'wrong_version':
      return false;
  }
}

/** The sentence of a notice. */
export function noticeText(words: Words, what: NoticeWhat): string {
  const { t } = words;
  switch (what.is) {
    case 'taken':
      return t('desk-notice-taken', { by: what.by, who: seekerName(words, what.number) });
    case 'request_gone':
      return t(GONE[what.how] ?? 'desk-notice-gone', { who: seekerName(words, what.number) });
    case 'no_longer_waiting':
      return t('alerts-no-longer-waiting');
    case 'no_room':
      return t('desk-notice-no-room', { most: what.most });
    case 'not_available':
      return t('desk-notice-not-available');
    case 'try_again':
      return t('desk-notice-try-again');
    case 'availability_expired':
      return t('desk-notice-availability-expired');
    case 'availability_restored':
      return t(RESTORED[what.after]);
    case 'time_runs_out':
      return t('desk-notice-time', { who: seekerName(words, what.number), minutes: what.minutes });
    case 'cache_rebuilt':
      return t('desk-notice-cache');
    case 'no_notifications':
      return t('alerts-none-shown');
    case 'no_keyring':
      return t('desk-notice-no-keyring');
    case 'wrong_version':
      return t('desk-notice-wrong-version');
  }
}
