/** What the counsellor's window needs from the desktop. */
import type { DeskCommands } from '../generated/commands';
import type { DeskUpdate, DeskView, TranscriptView } from '../generated/desk';
import type { ChatId, Moment } from '../generated/protocol';
import type { Cancel } from './seeker';

export type { ScrollAnchor } from '../generated/desk';

export interface CounsellorHost extends DeskCommands {
  readonly languages: readonly string[];
  /** The chat this window belongs to; null in the main window. */
  readonly window: ChatId | null;
  /** The device's clock in milliseconds. */
  now(): Moment;
  /** A new id for what this person adds: a UUID of version 7. */
  newId(): string;
  after(milliseconds: number, act: () => void): Cancel;
  /** Resolves once the listener is in place: every view after that one reaches it. */
  onDesk(listener: (update: DeskUpdate) => void): Promise<void>;
  onTranscript(listener: (view: TranscriptView) => void): Promise<void>;
  /** What the window shows first, and how. */
  begin(): Promise<DeskView>;
}
