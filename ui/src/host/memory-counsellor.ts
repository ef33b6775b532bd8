/** The counsellor's host without a desktop, for tests and for pictures. */
import { DeskCommands, type CommandName, type Commands } from '../generated/commands';
import type { DeskUpdate, DeskView, ProgramView, TranscriptView } from '../generated/desk';
import type { Demo } from '../generated/protocol';
import { newId, type Bytes } from '../seal/bytes';
import type { CounsellorHost, ScrollAnchor } from './counsellor';
import { MemoryAccount } from './memory-account';
import { MemoryAdministration, type Answers } from './memory-administration';
import { MemorySecondFactor } from './memory-second-factor';
import type { Timer } from './memory';
import type { Cancel } from './seeker';

/** Commands that only read are answered and not recorded. */
const QUESTIONS: ReadonlySet<CommandName> = new Set<CommandName>([
  'desk_snapshot',
  'transcript',
  'scroll_anchor',
  'sound_outputs',
  'program_state',
  'diagnosis',
  'demo',
  'second_factor',
  'administered_centres',
  'centre_settings',
  'people',
  'audit_log',
  'statistics',
  'own_statistics',
  'own_sessions',
]);

/** Shows the views it is given, records every command, and answers as it is told. */
export class MemoryCounsellorHost extends DeskCommands implements CounsellorHost {
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
  /** What the next files are refused with. */
  refuseFile: string | null = null;
  fileContent: Bytes = new Uint8Array();
  private deskListeners: ((update: DeskUpdate) => void)[] = [];
  private transcriptListeners: ((view: TranscriptView) => void)[] = [];
  private timers: Timer[] = [];
  private ids = 0;

  readonly administration = new MemoryAdministration(() => this.time);
  /** Who may be tried out, if the server shows the demo. */
  demoShown: Demo | null = null;
  readonly phone = new MemorySecondFactor();
  readonly account = new MemoryAccount();
  private readonly answers: Answers = {
    ...this.administration.answers,
    ...this.phone.answers,
    ...this.account.answers,
    desk_snapshot: () => this.view,
    demo: () => this.demoShown,
    transcript: ({ chat, earlier_than }) => {
      const view = earlier_than === null ? this.transcripts.get(chat) : this.earlier.get(earlier_than);
      if (view === undefined) throw { code: 'not_found' };
      return view;
    },
    scroll_anchor: ({ chat }) => this.anchors.get(chat) ?? null,
    attach_file: () => this.refusedOr(undefined),
    file_bytes: () => this.refusedOr(this.fileContent),
    save_file: () => this.refusedOr('brief (1).pdf'),
    sound_outputs: () => this.outputs,
    try_tune: () => true,
    program_state: () => this.programView,
    set_autostart: ({ on }) => (this.programView = { ...this.programView, autostart: on }),
    look_for_update: () => this.programView.update,
    install_update: () => this.programView.update,
    diagnosis: () => this.diagnosisText,
  };

  constructor(public view: DeskView) {
    super();
    this.time = view.now;
  }

  now(): number {
    return this.time;
  }

  newId(): string {
    this.ids += 1;
    return newId(this.now(), new Uint8Array(10).fill(this.ids));
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

  /** The program publishes the whole of a newer state. */
  publish(view: DeskView): void {
    this.view = view;
    const { revision, now, screen, question, notices, settings, tray } = view;
    this.update({
      revision,
      now,
      views: [
        { is: 'session', screen },
        { is: 'question', question },
        { is: 'notices', notices },
        { is: 'settings', settings, tray },
      ],
    });
  }

  /** The program publishes newer views of some screens. */
  update(update: DeskUpdate): void {
    for (const listener of this.deskListeners) listener(update);
  }

  publishTranscript(view: TranscriptView): void {
    this.transcripts.set(view.chat, view);
    for (const listener of this.transcriptListeners) listener(view);
  }

  async onDesk(listener: (update: DeskUpdate) => void): Promise<void> {
    this.deskListeners.push(listener);
  }

  async onTranscript(listener: (view: TranscriptView) => void): Promise<void> {
    this.transcriptListeners.push(listener);
  }

  begin(): Promise<DeskView> {
    return this.deskSnapshot();
  }

  /** Records the name and the arguments in their order; of bytes the length. */
  protected async carryOut<Name extends CommandName>(
    name: Name,
    args: Commands[Name]['args'],
    bytes?: Bytes,
  ): Promise<Commands[Name]['answer']> {
    if (!QUESTIONS.has(name)) {
      this.commands.push([name, ...Object.values(args), ...(bytes === undefined ? [] : [bytes.length])]);
    }
    return this.answers[name]?.(args) as Commands[Name]['answer'];
  }

  private refusedOr<T>(answer: T): T {
    if (this.refuseFile !== null) throw { code: this.refuseFile };
    return answer;
  }
}
