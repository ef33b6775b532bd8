/** Limits as sentences name them. */
import {
  AWAY_KEEPS_PLACE,
  FILES_PER_MESSAGE,
  FILE_BYTES,
  LEASE_LENGTH,
  LONGEST_PASSWORD,
  READABLE_AFTER_END,
  RESTORE_WITHIN,
  SHORTEST_PASSWORD,
} from '../generated/protocol';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Variables that every sentence may use. */
export const LIMITS = {
  filesPerMessage: FILES_PER_MESSAGE,
  fileMegabytes: Math.floor(FILE_BYTES / 1024 ** 2),
  leaseSeconds: LEASE_LENGTH / SECOND,
  placeMinutes: AWAY_KEEPS_PLACE / MINUTE,
  restoreMinutes: RESTORE_WITHIN / MINUTE,
  readableHours: READABLE_AFTER_END / HOUR,
  shortestPassword: SHORTEST_PASSWORD,
  longestPassword: LONGEST_PASSWORD,
};
