/** "Jetzt chatten": the chat's key, sealed to each of the counsellor's devices. */
import type { BeginChat, ChatId, DeviceKey } from '../generated/protocol';
import { RequestFailed } from '../host/seeker';
import { fromText, toText, type Bytes } from '../seal/bytes';
import { sealKey, type KeyName } from '../seal/envelope';

/** The first key of a chat is for everyone. */
const FIRST_KEY: KeyName = { audience: 'everyone', epoch: 0, day: 0 };

/** Seals the key to every device whose own key is one; rejects with {@link RequestFailed} when there is none. */
export async function envelopesFor(key: Bytes, chat: ChatId, devices: DeviceKey[]): Promise<BeginChat['envelopes']> {
  const sealed = await Promise.allSettled(
    devices.map(async ({ id, public_key }) => {
      return { device: id, envelope: toText(await sealKey(FIRST_KEY, key, fromText(public_key), chat, id)) };
    }),
  );
  const envelopes = sealed.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  if (envelopes.length === 0) throw new RequestFailed('internal');
  return envelopes;
}
