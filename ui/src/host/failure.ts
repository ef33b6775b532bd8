/** Why a command was refused. */
import type { Failure, FailureCode } from '../generated/desk';

export type RefusalCode = FailureCode | 'unknown';

/** The code of a refused command, with what else it says. */
export function failureOf(failure: unknown): { code: RefusalCode; by: string | null; field: string | null } {
  if (typeof failure !== 'object' || failure === null || !('code' in failure)) {
    return { code: 'unknown', by: null, field: null };
  }
  const { code, by, field } = failure as Failure;
  return { code, by: by ?? null, field: field ?? null };
}
