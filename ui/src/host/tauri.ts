/** The counsellor's host inside the desktop app: each method is one command of the shell. */
import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { DeskView, TranscriptView } from '../generated/desk';
import type { CounsellorHost } from './counsellor';

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

/** The first call gets this answer, unless it is a refusal; every later call asks again. */
function firstOf<T>(answer: Promise<T>, ask: () => Promise<T>): () => Promise<T> {
  let first: Promise<T> | null = answer;
  return () => {
    const given = first?.catch(ask) ?? ask();
    first = null;
    return given;
  };
}

/** The host of this window. Its language is that of tray and alerts, which may differ from the web view's. */
export function tauriHost(): CounsellorHost {
  const { language, chat, font, begun } = window.beistand;
  document.documentElement.style.setProperty('--system-font', font);
  return {
    languages: [language],
    window: chat,
    now: () => Date.now(),
    after: (milliseconds, act) => {
      const timer = setTimeout(act, milliseconds);
      return () => clearTimeout(timer);
    },
    onDesk: async (listener) => void (await listen<DeskView>('desk', (event) => listener(event.payload))),
    onTranscript: async (listener) =>
      void (await listen<TranscriptView>('transcript', (event) => listener(event.payload))),
    begin: firstOf(begun, () => invoke('desk_snapshot')),
    deskSnapshot: () => invoke('desk_snapshot'),
    transcript: (chat, earlierThan) => invoke('transcript', { chat, earlierThan }),
    signIn: (server, name, password, shared) => invoke('sign_in', { server, name, password, shared }),
    signOut: () => invoke('sign_out'),
    lockNow: () => invoke('lock_now'),
    unlock: (pin) => invoke('unlock', { pin }),
    forgetPin: () => invoke('forget_pin'),
    setPin: (current, pin) => invoke('set_pin', { current, new: pin }),
    setAvailability: (on) => invoke('set_availability', { on }),
    pauseDuty: (why) => invoke('pause_duty', { why }),
    beginSelfTest: (beforeDuty) => invoke('begin_self_test', { beforeDuty }),
    endSelfTest: (switchOn) => invoke('end_self_test', { switchOn }),
    soundOutputs: () => invoke('sound_outputs'),
    tryTune: (tune) => invoke('try_tune', { tune }),
    acceptRequest: (chat) => invoke('accept_request', { chat }),
    openChat: (chat) => invoke('open_chat', { chat }),
    closeTab: (chat) => invoke('close_tab', { chat }),
    detachChat: (chat) => invoke('detach_chat', { chat }),
    attachChat: (chat) => invoke('attach_chat', { chat }),
    readingPlace: (chat) => invoke('reading_place', { chat }),
    keepReadingPlace: (chat, place) => invoke('keep_reading_place', { chat, place }),
    sendMessage: (chat, text) => invoke('send_message', { chat, text }),
    saveDraft: (chat, text) => invoke('save_draft', { chat, text }),
    attachFile: (chat, name, bytes) =>
      invoke('attach_file', bytes, {
        headers: { 'beistand-chat': chat, 'beistand-name': encodeURIComponent(name) },
      }),
    detachFile: (chat, file) => invoke('detach_file', { chat, file }),
    fileBytes: async (chat, message, file) =>
      new Uint8Array(await invoke<ArrayBuffer>('file_bytes', { chat, message, file })),
    saveFile: (chat, message, file) => invoke('save_file', { chat, message, file }),
    typing: (chat) => invoke('typing', { chat }),
    markRead: (chat) => invoke('mark_read', { chat }),
    endChat: (chat) => invoke('end_chat', { chat }),
    answerQuestion: (id, choice) => invoke('answer_question', { id, choice }),
    dismissNotice: (id) => invoke('dismiss_notice', { id }),
    goTo: (place) => invoke('go_to', { place }),
    reconnectNow: () => invoke('reconnect_now'),
    setSettings: (settings) => invoke('set_settings', { settings }),
    program: () => invoke('program_state'),
    setAutostart: (on) => invoke('set_autostart', { on }),
    lookForUpdate: () => invoke('look_for_update'),
    installUpdate: () => invoke('install_update'),
    diagnosis: () => invoke('diagnosis'),
    copyDiagnosis: (text) => invoke('copy_diagnosis', { text }),
    quit: () => invoke('quit'),
  };
}
