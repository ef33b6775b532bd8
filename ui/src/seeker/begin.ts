/** "Jetzt chatten": the chat's key, sealed to each of the counsellor's devices. */
import type { BeginChat, ChatId, DeviceKey } from '../generated/protocol';
import { RequestFailed } from '../host/seeker';
import { toText, type Bytes } from '../seal/bytes';
import { verifiedDayKey } from '../seal/day-key';
import { sealKey, type KeyName } from '../seal/envelope';

/** Seals the key to every device that has signed its day's key; rejects with {@link RequestFailed} when there is none. */
export async function envelopesFor(key: Bytes, chat: ChatId, devices: DeviceKey[]): Promise<BeginChat['envelopes']> {
  const sealed = await Promise.allSettled(
    devices.map(async (device) => {
      // The first key of a chat is for everyone.
      const name: KeyName = { audience: 'everyone', epoch: 0, day: device.day_key.day };
      const envelope = await sealKey(name, key, await verifiedDayKey(device), chat, device.id);
      return { device: device.id, envelope: toText(envelope) };
    }),
  );
  const envelopes = sealed.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  if (envelopes.length === 0) throw new RequestFailed('internal');
  return envelopes;
}
