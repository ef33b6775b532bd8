/** The sentence for each reason why the availability is off or paused. */
import type { OffView, PauseView } from '../generated/protocol';

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
