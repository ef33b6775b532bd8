/** What this page has of a conversation: every row of the server in its order, opened and checked against the chain. */
import type { Body, Delivery, TranscriptItem } from '../generated/desk';
import type { ChatId, MessageId, MessageView } from '../generated/protocol';
import { fromText } from '../seal/bytes';
import { Chain, type Finding } from '../seal/chain';
import type { Content } from '../seal/content';
import { isPicture } from '../seal/file';
import type { ChatKeys } from '../seal/keys';
import { hashOf, openMessage, type Opened } from '../seal/message';
import type { MessageContext } from '../seal/sealed';

/** A row of the server. */
export type Row = {
  id: MessageId;
  seq: number;
  at: number;
  mine: boolean;
  /** The seeker, or the id of a counsellor. */
  sender: string;
  hash: string;
  findings: Finding[];
  /** Null where it does not open, or this version cannot show it. */
  opened: Opened | null;
  /** Null for what has no place of its own: a row that was here before, or a deletion. */
  body: Body | null;
};

export class Received {
  private rows = $state.raw<Row[]>([]);
  /** The number of the last row. */
  seq = 0;
  private readonly chain = new Chain('beginning');
  /** Where the messages belong that were opened here; files are bound to them. */
  private readonly contexts = new Map<MessageId, MessageContext>();

  constructor(
    private readonly keys: Promise<ChatKeys>,
    private readonly chat: ChatId,
    /** This tab, and those that had the chat before it. */
    private readonly tab: string,
    private readonly earlier: readonly string[] = [],
  ) {}

  /** Whether it was sealed here, or in a tab that had the chat before: then what was written here has arrived. */
  isOwn({ opened, mine }: Row): boolean {
    return mine && opened !== null && [this.tab, ...this.earlier].includes(opened.origin.device);
  }

  /** Opens rows behind the last one and takes them in their order; gives them. */
  async take(messages: MessageView[]): Promise<Row[]> {
    const behind = messages.filter((message) => message.seq > this.seq).sort((a, b) => a.seq - b.seq);
    const opened = await Promise.all(behind.map((message) => this.open(message)));
    const rows = opened.map((open) => this.check(open));
    this.rows = withoutDeleted([...this.rows, ...rows]);
    this.seq = rows.at(-1)?.seq ?? this.seq;
    return rows;
  }

  /** What is shown, in order. A row under the id of something that waits to be sent is not that: it is shown there. */
  items(state: (row: Row) => Delivery, waiting: ReadonlySet<MessageId>): TranscriptItem[] {
    return this.rows.flatMap((row, place) => {
      const { id, at, mine, body, findings } = row;
      const line = (finding: Finding, n: number): TranscriptItem => {
        return { is: 'finding', id: `${id} ${place} ${n}`, at, finding };
      };
      if (waiting.has(id)) return this.isOwn(row) ? [] : [line({ is: 'repeated' }, 0)];
      const found = findings.map(line);
      if (body === null) return found;
      return [...found, { is: 'message', id, mine, at, body, state: state(row), first_unread: false }];
    });
  }

  /**
   * The highest count of this tab's rows, and the newest row of any other device. `seen`: what this tab named last; it stays
   * where the server does not give it any more.
   */
  endOfChain(seen: string | null): { counted: number; seen: string | null } {
    const fromTab = (row: Row): boolean => row.opened?.origin.device === this.tab;
    const counts = this.rows.filter(fromTab).map((row) => row.opened?.link.count ?? 0);
    const others = this.rows.filter((row) => !fromTab(row) && !isRepeated(row));
    const here = seen === null || this.rows.some((row) => row.hash === seen);
    return { counted: Math.max(0, ...counts), seen: here ? (others.at(-1)?.hash ?? null) : seen };
  }

  contextOf(message: MessageId): MessageContext | null {
    return this.contexts.get(message) ?? null;
  }

  erase(): void {
    this.rows = [];
  }

  private async open(message: MessageView): Promise<Row & { other: boolean }> {
    const { id, seq, at, sender, audience } = message;
    const context: MessageContext = { chat: this.chat, message: id, sender, audience };
    const sealed = bytesOf(message.body);
    const opened = await openMessage(await this.keys, context, sealed);
    if (opened !== null && opened !== 'other_version') this.contexts.set(id, context);
    return {
      id,
      seq,
      at,
      mine: sender.is === 'seeker',
      sender: sender.is === 'seeker' ? 'seeker' : sender.id,
      hash: await hashOf(sealed),
      findings: [],
      opened: opened === 'other_version' ? null : opened,
      other: opened === 'other_version',
      body: null,
    };
  }

  private check({ other, ...row }: Row & { other: boolean }): Row {
    const { id, hash, at, opened } = row;
    const from = opened === null ? null : { device: opened.origin.device, link: opened.link };
    const all = this.chain.take({ message: id, hash, at, opened: from });
    const findings = other ? all.filter(({ is }) => is === 'repeated') : all;
    const here = findings.some(({ is }) => is === 'repeated') || opened?.content.is === 'deletion';
    return { ...row, findings, body: here ? null : bodyOf(opened?.content ?? null) };
  }
}

/** Whether somebody says something new with it. */
export function saysSomething(row: Row): boolean {
  return row.body !== null;
}

/** What is shown of a content that was opened, or was not. */
export function bodyOf(content: Content | null): Body {
  switch (content?.is) {
    case undefined:
      return { is: 'unreadable' };
    case 'text':
      return content;
    case 'files':
      return { ...content, files: content.files.map((file) => ({ ...file, picture: isPicture(file) })) };
    case 'deletion':
      return { is: 'deleted' };
    case 'unknown':
      return { is: 'text', text: content.fallback };
  }
}

/** Rows in which the places of messages that their sender took back are empty. */
function withoutDeleted(rows: Row[]): Row[] {
  const removed = new Set(
    rows.flatMap(({ opened, sender }) =>
      opened?.content.is === 'deletion' ? [`${sender} ${opened.content.removes.toLowerCase()}`] : [],
    ),
  );
  const isRemoved = (row: Row): boolean => row.body !== null && removed.has(`${row.sender} ${row.id}`);
  return removed.size === 0
    ? rows
    : rows.map((row) => (isRemoved(row) && row.body?.is !== 'deleted' ? { ...row, body: { is: 'deleted' } } : row));
}

function isRepeated(row: Row): boolean {
  return row.findings.some(({ is }) => is === 'repeated');
}

function bytesOf(text: string): ReturnType<typeof fromText> {
  try {
    return fromText(text);
  } catch {
    return new Uint8Array();
  }
}
