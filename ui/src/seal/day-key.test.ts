/** A day's key is taken from its own device alone. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { DeviceKey } from '../generated/protocol';
import { toText } from './bytes';
import { verifiedDayKey } from './day-key';

const url = new URL('../../../crates/seal/vectors/day-keys.json', import.meta.url);
type Vector = { device: string; signing_key: string; day: number; public_key: string; signature: string };
const { device, signing_key, ...day_key } = JSON.parse(readFileSync(url, 'utf8')) as Vector;
const signed: DeviceKey = { id: device, signing_key, day_key };

it('opens the vector of the Rust side', async () => {
  expect(toText(await verifiedDayKey(signed))).toBe(day_key.public_key);
});

it.each<[string, DeviceKey]>([
  ['device', { ...signed, id: '01930000-0000-7000-8000-000000000001' }],
  ['day', { ...signed, day_key: { ...day_key, day: day_key.day + 1 } }],
  ['key', { ...signed, day_key: { ...day_key, public_key: signing_key } }],
  ['signer', { ...signed, signing_key: day_key.public_key }],
  ['signature', { ...signed, day_key: { ...day_key, signature: day_key.signature.replace(/^./, '_') } }],
])('refuses another %s', async (_name, wrong) => {
  await expect(verifiedDayKey(wrong)).rejects.toThrow();
});
