/** Which sentence belongs to what, in the counsellor's window. */
import chatDa from '../../locales/da/chat.ftl';
import deskDa from '../../locales/da/counsellor.ftl';
import alertsDa from '../../locales/da/alerts.ftl';
import programDa from '../../locales/da/program.ftl';
import lockDa from '../../locales/da/lock.ftl';
import dutyDa from '../../locales/da/duty.ftl';
import chatDe from '../../locales/de/chat.ftl';
import deskDe from '../../locales/de/counsellor.ftl';
import alertsDe from '../../locales/de/alerts.ftl';
import programDe from '../../locales/de/program.ftl';
import lockDe from '../../locales/de/lock.ftl';
import dutyDe from '../../locales/de/duty.ftl';
import chatEn from '../../locales/en/chat.ftl';
import deskEn from '../../locales/en/counsellor.ftl';
import alertsEn from '../../locales/en/alerts.ftl';
import programEn from '../../locales/en/program.ftl';
import lockEn from '../../locales/en/lock.ftl';
import dutyEn from '../../locales/en/duty.ftl';
import type { NoticeWhat, Restored } from '../generated/desk';
import type { EndingView, OffView, PauseView } from '../generated/protocol';
import type { Sources, Words } from '../kit/words.svelte';

export const sources: Sources = {
  de: [deskDe, chatDe, dutyDe, alertsDe, lockDe, programDe],
  en: [deskEn, chatEn, dutyEn, alertsEn, lockEn, programEn],
  da: [deskDa, chatDa, dutyDa, alertsDa, lockDa, programDa],
};

export const OFF: Record<OffView, string> = {
  chosen: 'desk-off-chosen',
  expired: 'desk-off-expired',
  signed_out: 'desk-off-signed-out',
  absent: 'desk-off-absent',
  by_supervisor: 'desk-off-by-supervisor',
};

export const PAUSED: Record<PauseView, string> = {
  locked: 'desk-paused-locked',
  suspended: 'desk-paused-suspended',
  idle: 'desk-paused-idle',
  missed_offers: 'desk-paused-missed-offers',
  break: 'desk-paused-break',
  phone: 'desk-paused-phone',
  meeting: 'desk-paused-meeting',
};

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

/** What a seeker is called. */
export function seeker(words: Words, number: number): string {
  return words.t('chat-seeker', { number: String(number) });
}

/** Several seekers as a list. */
export function seekers(words: Words, numbers: number[]): string {
  return words.list(numbers.map((number) => seeker(words, number)));
}

/** How long something has lasted, in words. */
export function age(words: Words, since: number, now: number): string {
  const minutes = Math.floor(Math.max(0, now - since) / 60_000);
  if (minutes < 1) return words.t('desk-age-now');
  if (minutes < 60) return words.t('desk-age-minutes', { minutes });
  return words.t('desk-age-hours', { hours: Math.floor(minutes / 60) });
}

/** How long ago something was, in words. */
export function ago(words: Words, at: number, now: number): string {
  const minutes = Math.floor(Math.max(0, now - at) / 60_000);
  if (minutes < 1) return words.t('desk-age-now');
  if (minutes < 60) return words.t('desk-ago-minutes', { minutes });
  return words.t('desk-ago-hours', { hours: Math.floor(minutes / 60) });
}

/** The sentence of a notice. */
export function noticeText(words: Words, what: NoticeWhat): string {
  const { t } = words;
  switch (what.is) {
    case 'taken':
      return t('desk-notice-taken', { by: what.by, who: seeker(words, what.number) });
    case 'request_gone':
      return t(GONE[what.how] ?? 'desk-notice-gone', { who: seeker(words, what.number) });
    case 'no_longer_waiting':
      return t('alerts-no-longer-waiting');
    case 'no_room':
      return t('desk-notice-no-room', { most: what.most });
    case 'not_available':
      return t('desk-notice-not-available');
    case 'try_again':
      return t('desk-notice-try-again');
    case 'duty_expired':
      return t('desk-notice-duty-expired');
    case 'duty_restored':
      return t(RESTORED[what.after]);
    case 'time_runs_out':
      return t('desk-notice-time', { who: seeker(words, what.number), minutes: what.minutes });
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
