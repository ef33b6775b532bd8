/** Replays golden conversations (tests/conversations) on the seeker's page. */
import type { MessageView } from '../generated/protocol';
import { RequestFailed } from '../host/seeker';
import { fromText, newId, toText, utf8, type Bytes } from '../seal/bytes';
import { hashOf, sealBytes } from '../seal/message';
import type { MessageContext } from '../seal/sealed';
import { ANNA, active, chat, counsellorGot, host, inTheChat, chatKeys, kept, own, settle } from './session.fixture';
import type { SeekerSession } from './session.svelte';

type FileName = { name: string; size: number };
type Message = { name: string; seq: number } & (
  | { from: 'me' }
  | {
      from: 'other';
      text?: string;
      files?: FileName[];
      kind?: string;
      deletes?: string;
      damaged?: boolean;
      count?: number;
      seen?: string;
      sent_before?: number;
      cheat?: 'other_chat' | 'other_device' | 'other_sender';
      body_of?: string;
    }
);
type FromOther = Message & { from: 'other' };
type Shown =
  | { finding: string }
  | {
      from: 'me' | 'other';
      text?: string;
      files?: string[];
      unreadable?: boolean;
      deleted?: boolean;
      state?: string;
    };

/** The other side's usual device. */
const DEVICE = newId(5, new Uint8Array(10));

type Act =
  | { do: 'receive'; message: Message }
  | { do: 'write'; as: string; text: string }
  | { do: 'answer'; to: string; stored: number }
  | { do: 'answer'; to: string; refused: 'unavailable' | 'too_large' }
  | { do: 'marks'; delivered: number; read: number }
  | { do: 'typing' }
  | { do: 'look'; at_end: boolean }
  | { do: 'server'; messages: Message[] }
  | { do: 'fail'; fetches: number }
  | { do: 'lose'; events: number }
  | { do: 'cut' }
  | { do: 'connect'; last_seq: number; delivered?: number; read?: number }
  | { do: 'wait'; seconds: number };

export type Expected = {
  transcript?: Shown[];
  outbox?: string[];
  sent?: string[];
  marks?: { delivered: number; read: number } | null;
  typing?: boolean;
  resyncs?: number;
};
export type Script = { name: string; steps: (Act & { expect?: Expected })[] };

export class Replay {
  /** The ids of messages by the names that the script gives them. */
  private readonly ids = new Map<string, string>();
  /** Bodies that were sent or received, by id. */
  private readonly bodies = new Map<string, string>();

  private constructor(private readonly session: SeekerSession) {}

  /** An active chat, empty and connected. */
  static async begin(): Promise<Replay> {
    return new Replay(await inTheChat());
  }

  async perform(act: Act): Promise<void> {
    await this.act(act);
    await settle(this.session);
    for (const { id, body } of host.connection.of('send')) this.bodies.set(id, body);
  }

  /** What is true now, of the fields that the script compares. */
  found(expected: Expected): Expected {
    const all: Required<Expected> = {
      transcript: this.transcript(),
      outbox: kept().outbox.map(({ id }) => this.nameOf(id)),
      sent: host.connection.of('send').map(({ id }) => this.nameOf(id)),
      marks: this.marks(),
      typing: this.session.conversation?.typing ?? false,
      resyncs: host.connection.of('resync').length,
    };
    return Object.fromEntries(Object.entries(all).filter(([field]) => field in expected));
  }

  private async act(act: Act): Promise<void> {
    switch (act.do) {
      case 'receive':
        return host.connection.event({ is: 'message_stored', message: await this.message(act.message) });
      case 'write':
        await this.session.conversation?.write(act.text);
        this.ids.set(act.as, kept().outbox.at(-1)?.id ?? '');
        return;
      case 'answer':
        return this.answer(act);
      case 'marks':
        return counsellorGot(act.delivered, act.read);
      case 'typing':
        return host.connection.event({
          is: 'typing',
          chat: host.requested.chat,
          by: { is: 'counsellor', id: ANNA.id },
        });
      case 'look':
        return host.show(act.at_end);
      case 'server':
        host.messages = [];
        for (const message of act.messages) host.messages.push(await this.message(message));
        return;
      case 'fail':
        for (let n = 0; n < act.fetches; n += 1) host.failures.push(new RequestFailed('offline'));
        return;
      case 'lose':
        return host.connection.lose(act.events);
      case 'cut':
        return host.connection.cut();
      case 'connect':
        return this.connect(act.last_seq, { delivered: act.delivered ?? 0, read: act.read ?? 0 });
      case 'wait':
        return host.advance(act.seconds * 1_000);
    }
    // The scripts are not checked by types.
    throw new Error(`no such step: ${JSON.stringify(act)}`);
  }

  private answer(act: Act & { do: 'answer' }): void {
    const frame = host.connection.of('send').findLast(({ id }) => id === this.ids.get(act.to));
    if (frame === undefined) throw new Error(`${act.to} was not sent on this connection`);
    const answer =
      'stored' in act
        ? ({ is: 'stored', seq: act.stored, at: host.time } as const)
        : ({ is: 'refused', problem: { code: act.refused, title: act.refused, status: 400 } } as const);
    host.connection.push({ type: 'answer', r: frame.r, answer });
  }

  private connect(last_seq: number, counsellor_marks: { delivered: number; read: number }): void {
    if (!host.connection.open) {
      host.comeOnline();
      host.connection.opened();
    }
    host.connection.snapshot(host.time, { is: 'seeker', chat: { ...chat(active(), last_seq), counsellor_marks } });
  }

  private async message(message: Message): Promise<MessageView> {
    const id = this.idOf(message.name);
    if (message.from === 'me') return own(id, message.seq, this.bodies.get(id) ?? '');
    const body = this.bodies.get(id) ?? toText(await this.sealed(id, message));
    this.bodies.set(id, body);
    const other = message.body_of === undefined ? body : (this.bodies.get(this.idOf(message.body_of)) ?? '');
    const sender: MessageView['sender'] =
      message.cheat === 'other_sender' ? { is: 'seeker' } : { is: 'counsellor', id: ANNA.id };
    const chat = host.requested.chat;
    return { id, chat, seq: message.seq, at: host.time, sender, audience: 'everyone', body: other };
  }

  private idOf(name: string): string {
    const id = this.ids.get(name) ?? newId(host.time, host.random(10));
    this.ids.set(name, id);
    return id;
  }

  /** Seals what the script says, also what no sender may give. */
  private async sealed(id: string, message: FromOther): Promise<Bytes> {
    const { count, seen, sent_before = 0, cheat, deletes } = message;
    const hash = seen === undefined ? null : await hashOf(fromText(this.bodies.get(this.idOf(seen)) ?? ''));
    const sent = host.time - sent_before * 1_000;
    const content =
      deletes === undefined
        ? contentOf(message)
        : { kind: 'deletion', fallback: 'gelöscht', removes: this.idOf(deletes) };
    const plain = utf8(JSON.stringify({ ...content, chain: { count: count ?? 1, seen: hash, written: sent, sent } }));
    const chat = cheat === 'other_chat' ? DEVICE : host.requested.chat;
    const sender = { is: 'counsellor', id: ANNA.id } as const;
    const context: MessageContext = { chat, message: id, sender, audience: 'everyone' };
    const keys = await chatKeys();
    const origin = { device: count === undefined ? id : DEVICE, epoch: 0 };
    const sealed = await sealBytes(keys, context, origin, host.random(12), plain);
    // A device stands in the header, from the sixth byte on.
    const changed = cheat === 'other_device' ? 6 : message.damaged === true ? sealed.length - 1 : null;
    if (changed !== null) sealed.set([(sealed[changed] ?? 0) ^ 1], changed);
    return sealed;
  }

  private transcript(): Shown[] {
    const items = this.session.conversation?.items ?? [];
    return items.flatMap((item): Shown[] => {
      if (item.is === 'finding') return [{ finding: item.finding.is }];
      if (item.is !== 'message') return [];
      const from = item.mine ? 'me' : 'other';
      const state = item.mine ? { state: item.state } : {};
      const { body } = item;
      if (body.is === 'unreadable') return [{ from, unreadable: true, ...state }];
      if (body.is === 'deleted') return [{ from, deleted: true, ...state }];
      const files = body.is === 'files' ? { files: body.files.map(({ name }) => name) } : {};
      return [{ from, ...(body.text === '' ? {} : { text: body.text }), ...files, ...state }];
    });
  }

  private marks(): { delivered: number; read: number } | null {
    const mark = host.connection.of('mark').at(-1);
    return mark === undefined ? null : { delivered: mark.delivered, read: mark.read };
  }

  private nameOf(id: string): string {
    for (const [name, known] of this.ids) if (known === id) return name;
    return `unknown ${id}`;
  }
}

/** The content in JSON, without its link. */
function contentOf({ text = '', files, kind }: FromOther): Record<string, unknown> {
  if (files === undefined) return { kind: kind ?? 'text', fallback: text };
  const named = files.map((file) => ({ id: newId(host.time, host.random(10)), ...file }));
  return { kind: 'files', fallback: text, caption: text !== '', files: named };
}
