/** Why the server's answer is not there. */
import { failureOf } from '../host/failure';

export type Missing = 'loading' | 'away' | 'not-yours';

/** Why a question was not answered. */
export function missingOf(failure: unknown): Missing {
  return failureOf(failure).code === 'not_found' ? 'not-yours' : 'away';
}
