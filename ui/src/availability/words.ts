/** What is said of each state of the availability. */
import type { Availability } from '../generated/desk';
import type { OffView, PauseView } from '../generated/protocol';
import type { IconName } from '../kit/Icon.svelte';
import type { Words } from '../kit/words.svelte';

const OFF: Record<OffView, string> = {
  chosen: 'desk-off-chosen',
  expired: 'desk-off-expired',
  signed_out: 'desk-off-signed-out',
  absent: 'desk-off-absent',
  by_supervisor: 'desk-off-by-supervisor',
};

const PAUSED: Record<PauseView, string> = {
  locked: 'desk-paused-locked',
  suspended: 'desk-paused-suspended',
  idle: 'desk-paused-idle',
  missed_offers: 'desk-paused-missed-offers',
  break: 'desk-paused-break',
  phone: 'desk-paused-phone',
  meeting: 'desk-paused-meeting',
};

/** The shape of each state: a filled circle, two bars, a ring. */
export const SHAPE: Record<Availability['is'], IconName> = {
  on: 'dot',
  paused: 'bars',
  unsure: 'bars',
  off: 'ring',
  switching: 'ring',
};

/** How many chats there are when every place is taken; null while there is room, or no request can be accepted anyway. */
export function fullOf(availability: Availability): number | null {
  return availability.is === 'on' && availability.room === 0 ? availability.chats : null;
}

/** The state in a word or two. */
export function title({ t }: Words, availability: Availability): string {
  switch (availability.is) {
    case 'switching':
      return t(availability.on ? 'desk-availability-switching-on' : 'desk-availability-switching-off');
    case 'off':
      return t('desk-availability-off');
    case 'on':
      return t('desk-availability-on');
    case 'paused':
      return t('desk-availability-paused');
    case 'unsure':
      return t('desk-availability-unsure');
  }
}

/** Why it is so, or what follows from it; empty where there is nothing to add. */
export function detail(words: Words, availability: Availability): string {
  const { t } = words;
  switch (availability.is) {
    case 'switching':
      return '';
    case 'off':
      return t(OFF[availability.why]);
    case 'on':
      return t('desk-availability-on-text', {
        since: words.time(availability.since),
        chats: availability.chats,
        room: availability.chats + availability.room,
      });
    case 'paused':
      return t(PAUSED[availability.why]);
    case 'unsure':
      return t('desk-availability-unsure-text', { until: words.time(availability.until) });
  }
}
