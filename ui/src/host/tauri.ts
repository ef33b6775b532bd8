/** The counsellor's host inside the desktop app: each command is one call of the shell. */
import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import { DeskCommands, type CommandName, type Commands } from '../generated/commands';
import type { DeskUpdate, DeskView, TranscriptView } from '../generated/desk';
import { newId } from '../seal/bytes';
import type { CounsellorHost } from './counsellor';
import type { Cancel } from './seeker';

/** What the shell gives a window before its page begins: facts, and the first snapshot, already requested. */
interface Bootstrap {
  readonly language: string;
  readonly chat: string | null;
  /** The desktop's font by its name in this web view. */
  readonly font: string;
  readonly begun: Promise<DeskView>;
}

declare global {
  interface Window {
    readonly beistand: Bootstrap;
  }
}

/** Its language is that of tray and alerts, which may differ from the web view's. */
class TauriHost extends DeskCommands implements CounsellorHost {
  readonly languages: readonly string[];
  readonly window: string | null;
  private first: Promise<DeskView> | null;

  constructor({ language, chat, begun }: Bootstrap) {
    super();
    this.languages = [language];
    this.window = chat;
    this.first = begun;
  }

  now(): number {
    return Date.now();
  }

  newId(): string {
    return newId(this.now(), crypto.getRandomValues(new Uint8Array(10)));
  }

  after(milliseconds: number, act: () => void): Cancel {
    const timer = setTimeout(act, milliseconds);
    return () => clearTimeout(timer);
  }

  async onDesk(listener: (update: DeskUpdate) => void): Promise<void> {
    await listen<DeskUpdate>('desk', (event) => listener(event.payload));
  }

  async onTranscript(listener: (view: TranscriptView) => void): Promise<void> {
    await listen<TranscriptView>('transcript', (event) => listener(event.payload));
  }

  /** The first call gets the shell's answer, unless it is a refusal; every later call asks again. */
  begin(): Promise<DeskView> {
    const given = this.first?.catch(() => this.deskSnapshot()) ?? this.deskSnapshot();
    this.first = null;
    return given;
  }

  /** Bytes go as they are, as JSON would make them four times as long; the arguments then travel in a header. */
  protected async carryOut<Name extends CommandName>(
    name: Name,
    args: Commands[Name]['args'],
    bytes?: Uint8Array<ArrayBuffer>,
  ): Promise<Commands[Name]['answer']> {
    const answer: unknown =
      bytes === undefined
        ? await invoke(name, { ...args })
        : await invoke(name, bytes, { headers: { 'beistand-arguments': encodeURIComponent(JSON.stringify(args)) } });
    return (answer instanceof ArrayBuffer ? new Uint8Array(answer) : answer) as Commands[Name]['answer'];
  }
}

/** The host of this window. */
export function tauriHost(): CounsellorHost {
  document.documentElement.style.setProperty('--system-font', window.beistand.font);
  return new TauriHost(window.beistand);
}
