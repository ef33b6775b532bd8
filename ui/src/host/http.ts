/** Calls to the server that the page came from. */
import type { Problem } from '../generated/protocol';
import { RequestFailed } from './seeker';

/** A request without an answer for this long counts as not answered, in milliseconds; files take as long as they take. */
const ANSWER_WITHIN = 10_000;

/** The JSON of an answer; what was refused throws with its code. */
export async function ask<T>(method: 'GET' | 'POST', path: string, token: string | null, body?: unknown): Promise<T> {
  const response = await answeredSoon(path, request(method, token, body));
  // An answer that breaks off half-way is no answer: what was asked may be asked again.
  return (await response.json().catch(() => {
    throw new RequestFailed('offline');
  })) as T;
}

/** A good answer that begins in time; how long the rest of it takes is up to the line. */
async function answeredSoon(path: string, init: RequestInit): Promise<Response> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), ANSWER_WITHIN);
  try {
    return await answered(path, { ...init, signal: patience.signal });
  } finally {
    clearTimeout(timer);
  }
}

/** A good answer; anything else is thrown. */
export async function answered(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(`/api/v1${path}`, init).catch(() => {
    throw new RequestFailed('offline');
  });
  if (response.ok) return response;
  const problem = (await response.json().catch(() => null)) as Problem | null;
  if (problem === null || typeof problem.code !== 'string') {
    // Not the server's: something in between takes nothing of this size, or stands in for it.
    throw new RequestFailed(response.status === 413 ? 'too_large' : 'unavailable');
  }
  throw new RequestFailed(problem.code, problem.retry_after ?? null);
}

/** A call without cookies and without a referrer. */
export function request(method: string, token: string | null, body: unknown): RequestInit {
  const headers: Record<string, string> = {};
  if (token !== null) headers['authorization'] = `Bearer ${token}`;
  if (body !== undefined) headers['content-type'] = 'application/json';
  const plain: RequestInit = { method, headers, credentials: 'omit', cache: 'no-store', referrerPolicy: 'no-referrer' };
  return body === undefined ? plain : { ...plain, body: JSON.stringify(body) };
}
