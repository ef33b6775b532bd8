/** What the seeker's pages need from the browser and the server. */
import type {
  BeginChat,
  ChatId,
  ChatRequested,
  ChatRevision,
  ClientFrame,
  Command,
  FileId,
  MessageId,
  MessagePage,
  Moment,
  PageView,
  ProblemCode,
  RequestChat,
  ServerFrame,
} from '../generated/protocol';
import type { Bytes } from '../seal/bytes';
import type { Address } from './address';
import type { Attention } from './attention';

/** Cancels a timer or a subscription. */
export type Cancel = () => void;

/** A refused or failed request. `offline`: no answer came at all. */
export class RequestFailed extends Error {
  constructor(
    readonly code: ProblemCode | 'offline',
    readonly retryAfter: number | null = null,
  ) {
    super(code);
  }
}

/** One live connection. */
export interface Connection {
  send(frame: { r: number } & ClientFrame): void;
  close(): void;
}

/** What a live connection reports, each at most once but frames. */
export interface ConnectionEvents {
  opened(): void;
  frame(frame: ServerFrame): void;
  closed(): void;
}

/** The transitions of a chat that a seeker requests without a body. */
export type SeekerTransition = 'withdraw' | 'decline' | 'end';

export interface SeekerHost {
  /** False: no WebCrypto here, so nothing can be sealed. */
  readonly secure: boolean;
  readonly address: Address;
  readonly languages: readonly string[];
  readonly attention: Attention;
  /** The device's clock in milliseconds. */
  now(): Moment;
  random(bytes: number): Bytes;
  after(milliseconds: number, act: () => void): Cancel;
  connect(events: ConnectionEvents): Connection;
  /** The requests below reject with {@link RequestFailed}. */
  page(centre: string): Promise<PageView>;
  requestChat(body: RequestChat): Promise<ChatRequested>;
  beginChat(token: string, chat: ChatId, body: BeginChat): Promise<ChatRevision>;
  transition(token: string, chat: ChatId, transition: SeekerTransition, body: Command): Promise<ChatRevision>;
  messagesAfter(token: string, chat: ChatId, after: number): Promise<MessagePage>;
  /** Sends the sealed bytes of a file of a message to come. */
  sendFile(token: string, chat: ChatId, file: FileId, message: MessageId, sealed: Bytes): Promise<void>;
  /** The sealed bytes of a file. */
  file(token: string, chat: ChatId, file: FileId): Promise<Bytes>;
  /** Puts a file where the browser saves files. */
  saveFile(name: string, media: string, bytes: Bytes): void;
  /** Sends a transition without waiting; it is delivered even when the page is gone. */
  transitionWhileLeaving(token: string, chat: ChatId, transition: SeekerTransition, body: Command): void;
  /** Whether this page is a reload, or a tab that the browser had put away: then a chat goes on without a question. */
  readonly comesBack: boolean;
  /** The server's half of the key that locks this tab's storage, by its id. */
  tabHalf(id: string): Promise<Bytes>;
  /**
   * Holds a name that one tab holds at a time, until the page goes or releases it; false while another tab has it. With
   * `take` it is taken from there, and `lost` is called in the tab that had it.
   */
  claim(name: string, take: boolean, lost: () => void): Promise<boolean>;
  /** Lets go of a name that this page holds. */
  release(name: string): void;
  /** The address says nothing any more; the tab's history gets no entry. */
  clearAddress(): void;
  /** What outlives a reload of this tab, and nothing else. */
  kept(): string | null;
  keep(text: string): void;
  forget(): void;
  /** Whether the page is visible now. */
  visible(): boolean;
  /** Calls when the page becomes visible or hidden. */
  onVisibility(act: () => void): Cancel;
  /** Calls when the network is back. */
  onOnline(act: () => void): Cancel;
  /** Goes to a harmless page and leaves this one out of the tab's history. */
  goToNeutralPage(): void;
}
