/** What the counsellor's window needs from the desktop. Every command rejects with a {@link Failure}. */
import type {
  BreakReason,
  Choice,
  DeskView,
  Place,
  ProgramView,
  ReadingPlace,
  Settings,
  Sound,
  TranscriptView,
  UpdateState,
} from '../generated/desk';
import type { ChatId, FileId, MessageId, Moment } from '../generated/protocol';
import type { Bytes } from '../seal/bytes';
import type { Cancel } from './seeker';

/** Where a chat was read: the entry at the top, and how far below the top edge it begins. */
export type ScrollAnchor = ReadingPlace;

export type TuneToTry = { sound: Sound; volume: number; output: string | null };

export interface CounsellorHost {
  readonly languages: readonly string[];
  /** The chat this window belongs to; null in the main window. */
  readonly window: ChatId | null;
  /** The device's clock in milliseconds. */
  now(): Moment;
  after(milliseconds: number, act: () => void): Cancel;
  /** Resolves once the listener is in place: every view after that one reaches it. */
  onDesk(listener: (view: DeskView) => void): Promise<void>;
  onTranscript(listener: (view: TranscriptView) => void): Promise<void>;

  /** What the window shows first, and how. */
  begin(): Promise<DeskView>;
  deskSnapshot(): Promise<DeskView>;
  /** The newest entries of a chat, or the ones before a message. */
  transcript(chat: ChatId, earlierThan: MessageId | null): Promise<TranscriptView>;
  /** How it went shows in the next view. */
  signIn(server: string, name: string, password: string, shared: boolean): Promise<void>;
  signOut(): Promise<void>;
  lockNow(): Promise<void>;
  /** How it went shows in the next view. */
  unlock(pin: string): Promise<void>;
  /** From now on only the password opens the desk. */
  forgetPin(): Promise<void>;
  setPin(current: string | null, pin: string | null): Promise<void>;
  setAvailability(on: boolean): Promise<void>;
  pauseDuty(why: BreakReason): Promise<void>;
  /** `beforeDuty`: passing it switches the availability on. */
  beginSelfTest(beforeDuty: boolean): Promise<void>;
  /** Closes the self-test, and switches the availability on where the person chose that. */
  endSelfTest(switchOn: boolean): Promise<void>;
  soundOutputs(): Promise<string[]>;
  /** Whether an output took it. */
  tryTune(tune: TuneToTry): Promise<boolean>;
  acceptRequest(chat: ChatId): Promise<void>;
  /** Opens its tab, brings it to the front and goes to Meine Beratungen. */
  openChat(chat: ChatId): Promise<void>;
  closeTab(chat: ChatId): Promise<void>;
  /** Gives the chat a window of its own, or brings that to the front. */
  detachChat(chat: ChatId): Promise<void>;
  /** Puts it back among the tabs of the main window, in front. */
  attachChat(chat: ChatId): Promise<void>;
  /** Where a chat was read; null at its end. */
  readingPlace(chat: ChatId): Promise<ScrollAnchor | null>;
  keepReadingPlace(chat: ChatId, anchor: ScrollAnchor | null): Promise<void>;
  sendMessage(chat: ChatId, text: string): Promise<void>;
  saveDraft(chat: ChatId, text: string): Promise<void>;
  /** Adds a file to what is being written; it shows in the next transcript. */
  attachFile(chat: ChatId, name: string, bytes: Bytes): Promise<void>;
  detachFile(chat: ChatId, file: FileId): Promise<void>;
  fileBytes(chat: ChatId, message: MessageId, file: FileId): Promise<Bytes>;
  /** Puts it among the person's downloads and gives the name that it has there. */
  saveFile(chat: ChatId, message: MessageId, file: FileId): Promise<string>;
  typing(chat: ChatId): Promise<void>;
  markRead(chat: ChatId): Promise<void>;
  /** Raises the question; the chat ends when it is confirmed. */
  endChat(chat: ChatId): Promise<void>;
  answerQuestion(id: number, choice: Choice): Promise<void>;
  dismissNotice(id: number): Promise<void>;
  goTo(place: Place): Promise<void>;
  reconnectNow(): Promise<void>;
  setSettings(settings: Settings): Promise<void>;
  /** The program itself: its version, starting with the system, updates. */
  program(): Promise<ProgramView>;
  setAutostart(on: boolean): Promise<ProgramView>;
  lookForUpdate(): Promise<UpdateState>;
  /** Loads and checks it; the program asks what has to be asked, and then installs it. */
  installUpdate(): Promise<UpdateState>;
  /** What support needs to know, without names, addresses and content. */
  diagnosis(): Promise<string>;
  copyDiagnosis(text: string): Promise<void>;
  quit(): Promise<void>;
}
