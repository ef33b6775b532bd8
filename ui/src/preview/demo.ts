/** The demo that the sign-in screen offers. */
import type { Demo } from '../generated/protocol';

export const DEMO: Demo = {
  people: [
    { sign_in_name: 'anna', name: 'Anna', role: 'counsellor' },
    { sign_in_name: 'ben', name: 'Ben', role: 'counsellor' },
    { sign_in_name: 'sofia', name: 'Sofia', role: 'supervisor' },
    { sign_in_name: 'adam', name: 'Adam', role: 'admin' },
  ],
  password: 'Beistand-Demo-2026',
  pages: ['http://127.0.0.1:8787/demo', 'http://127.0.0.1:8787/demo-sued'],
};
