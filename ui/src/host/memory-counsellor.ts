/** The counsellor's host without a desktop, for tests and for pictures. */
import type {
  BreakReason,
  Choice,
  DeskView,
  Place,
  ProgramView,
  Settings,
  TranscriptView,
  UpdateState,
} from '../generated/desk';
import type { Bytes } from '../seal/bytes';
import type { CounsellorHost, ScrollAnchor, TuneToTry } from './counsellor';
import type { Timer } from './memory';
import type { Cancel } from './seeker';

/** The counsellor's host: shows the views it is given and records every command. */
export class MemoryCounsellorHost implements CounsellorHost {
  languages: readonly string[] = ['de'];
  window: string | null = null;
  time: number;
  readonly commands: [name: string, ...args: unknown[]][] = [];
  readonly transcripts = new Map<string, TranscriptView>();
  /** Older pages, by the id they lie before. */
  readonly earlier = new Map<string, TranscriptView>();
  readonly anchors = new Map<string, ScrollAnchor>();
  programView: ProgramView = { version: '0.1.0', autostart: false, update: { is: 'unknown' } };
  diagnosisText = 'Beistand 0.1.0\nSystem: Debian GNU/Linux 12, x86_64\nTray: yes\nConnection: connected\n';
  outputs: string[] = ['Kopfhörer', 'Lautsprecher'];
  private deskListeners: ((view: DeskView) => void)[] = [];
  private transcriptListeners: ((view: TranscriptView) => void)[] = [];
  private timers: Timer[] = [];

  constructor(public view: DeskView) {
    this.time = view.now;
  }

  now(): number {
    return this.time;
  }

  after(milliseconds: number, act: () => void): Cancel {
    const timer = { due: this.time + milliseconds, act };
    this.timers.push(timer);
    return () => (this.timers = this.timers.filter((other) => other !== timer));
  }

  advance(milliseconds: number): void {
    this.time += milliseconds;
    const due = this.timers.filter((timer) => timer.due <= this.time);
    this.timers = this.timers.filter((timer) => timer.due > this.time);
    for (const timer of due) timer.act();
  }

  /** The program publishes a newer view. */
  publish(view: DeskView): void {
    this.view = view;
    for (const listener of this.deskListeners) listener(view);
  }

  publishTranscript(view: TranscriptView): void {
    this.transcripts.set(view.chat, view);
    for (const listener of this.transcriptListeners) listener(view);
  }

  async onDesk(listener: (view: DeskView) => void): Promise<void> {
    this.deskListeners.push(listener);
  }

  async onTranscript(listener: (view: TranscriptView) => void): Promise<void> {
    this.transcriptListeners.push(listener);
  }

  begin = (): Promise<DeskView> => this.deskSnapshot();

  async deskSnapshot(): Promise<DeskView> {
    return this.view;
  }

  async transcript(chat: string, earlierThan: string | null): Promise<TranscriptView> {
    const view = earlierThan === null ? this.transcripts.get(chat) : this.earlier.get(earlierThan);
    if (view === undefined) throw { code: 'not_found' };
    return view;
  }

  signIn = (server: string, name: string, password: string, shared: boolean): Promise<void> =>
    this.record('sign_in', server, name, password, shared);
  signOut = (): Promise<void> => this.record('sign_out');
  lockNow = (): Promise<void> => this.record('lock_now');
  unlock = (pin: string): Promise<void> => this.record('unlock', pin);
  forgetPin = (): Promise<void> => this.record('forget_pin');
  setPin = (current: string | null, pin: string | null): Promise<void> => this.record('set_pin', current, pin);
  pauseDuty = (why: BreakReason): Promise<void> => this.record('pause_duty', why);
  beginSelfTest = (beforeDuty: boolean): Promise<void> => this.record('begin_self_test', beforeDuty);
  endSelfTest = (switchOn: boolean): Promise<void> => this.record('end_self_test', switchOn);
  soundOutputs = async (): Promise<string[]> => this.outputs;
  tryTune = async (tune: TuneToTry): Promise<boolean> => {
    await this.record('try_tune', tune);
    return true;
  };
  setAvailability = (on: boolean): Promise<void> => this.record('set_availability', on);
  acceptRequest = (chat: string): Promise<void> => this.record('accept_request', chat);
  openChat = (chat: string): Promise<void> => this.record('open_chat', chat);
  closeTab = (chat: string): Promise<void> => this.record('close_tab', chat);
  detachChat = (chat: string): Promise<void> => this.record('detach_chat', chat);
  attachChat = (chat: string): Promise<void> => this.record('attach_chat', chat);
  readingPlace = async (chat: string): Promise<ScrollAnchor | null> => this.anchors.get(chat) ?? null;
  keepReadingPlace = (chat: string, anchor: ScrollAnchor | null): Promise<void> =>
    this.record('keep_reading_place', chat, anchor);
  sendMessage = (chat: string, text: string): Promise<void> => this.record('send_message', chat, text);
  saveDraft = (chat: string, text: string): Promise<void> => this.record('save_draft', chat, text);
  /** What the next files are refused with. */
  refuseFile: string | null = null;
  fileContent: Bytes = new Uint8Array();
  attachFile = async (chat: string, name: string, bytes: Bytes): Promise<void> => {
    await this.record('attach_file', chat, name, bytes.length);
    if (this.refuseFile !== null) throw { code: this.refuseFile };
  };
  detachFile = (chat: string, file: string): Promise<void> => this.record('detach_file', chat, file);
  fileBytes = async (chat: string, message: string, file: string): Promise<Bytes> => {
    await this.record('file_bytes', chat, message, file);
    if (this.refuseFile !== null) throw { code: this.refuseFile };
    return this.fileContent;
  };
  saveFile = async (chat: string, message: string, file: string): Promise<string> => {
    await this.record('save_file', chat, message, file);
    if (this.refuseFile !== null) throw { code: this.refuseFile };
    return 'brief (1).pdf';
  };
  typing = (chat: string): Promise<void> => this.record('typing', chat);
  markRead = (chat: string): Promise<void> => this.record('mark_read', chat);
  endChat = (chat: string): Promise<void> => this.record('end_chat', chat);
  answerQuestion = (id: number, choice: Choice): Promise<void> => this.record('answer_question', id, choice);
  dismissNotice = (id: number): Promise<void> => this.record('dismiss_notice', id);
  goTo = (place: Place): Promise<void> => this.record('go_to', place);
  reconnectNow = (): Promise<void> => this.record('reconnect_now');
  program = async (): Promise<ProgramView> => this.programView;
  setAutostart = async (on: boolean): Promise<ProgramView> => {
    await this.record('set_autostart', on);
    return (this.programView = { ...this.programView, autostart: on });
  };
  lookForUpdate = async (): Promise<UpdateState> => {
    await this.record('look_for_update');
    return this.programView.update;
  };
  installUpdate = async (): Promise<UpdateState> => {
    await this.record('install_update');
    return this.programView.update;
  };
  diagnosis = async (): Promise<string> => this.diagnosisText;
  copyDiagnosis = (text: string): Promise<void> => this.record('copy_diagnosis', text);
  quit = (): Promise<void> => this.record('quit');

  async setSettings(settings: Settings): Promise<void> {
    return this.record('set_settings', settings);
  }

  private async record(name: string, ...args: unknown[]): Promise<void> {
    this.commands.push([name, ...args]);
  }
}
