/** Files of a conversation, as both sides show and read them. */
import type { FileItem } from '../generated/desk';
import type { Words } from '../kit/words.svelte';
import type { Bytes } from '../seal/bytes';
import type { FileRefusal } from '../seal/file';
import type { Unprepared } from '../seal/prepare';

/** Why a file cannot be read now, or ever. */
export type FileTrouble = 'away' | 'gone' | 'damaged' | 'no_storage' | 'disk_full';

/** A file that could not be read. */
export class FileFailed extends Error {
  constructor(readonly trouble: FileTrouble) {
    super(trouble);
  }
}

/** How the files of messages are read; both reject with {@link FileFailed}. */
export interface FileAccess {
  read(message: string, file: FileItem): Promise<Bytes>;
  /** Gives the name that it has where files are saved. */
  save(message: string, file: FileItem): Promise<string>;
}

/** A file that goes with what is being written. */
export type Attached = FileItem & { state: 'sending' | 'ready' };

/** Why a file was not attached. */
export type AttachTrouble =
  FileRefusal | Unprepared | 'too_many' | 'chat_full' | 'not_passed' | 'no_storage' | 'refused' | 'interrupted';

/** A file that was not attached. */
export type NotAttached = { name: string; why: AttachTrouble };

/** The sentence for a file that was not attached. */
export function attachTrouble({ t }: Words, { name, why }: NotAttached): string {
  switch (why) {
    case 'empty':
      return t('chat-file-empty', { name });
    case 'too_large':
      return t('chat-file-too-large', { name });
    case 'forbidden_type':
      return t('chat-file-forbidden', { name });
    case 'bad_name':
      return t('chat-file-bad-name');
    case 'heic':
      return t('chat-file-heic', { name });
    case 'damaged':
      return t('chat-file-cut-off', { name });
    case 'too_many':
      return t('chat-file-too-many', { name });
    case 'chat_full':
      return t('chat-file-chat-full', { name });
    case 'not_passed':
      return t('chat-file-not-passed', { name });
    case 'no_storage':
      return t('chat-file-no-storage', { name });
    case 'refused':
      return t('chat-file-refused', { name });
    case 'interrupted':
      return t('chat-file-interrupted', { name });
  }
}

/** The sentence for a file that cannot be read. */
export function fileTrouble({ t }: Words, trouble: FileTrouble): string {
  switch (trouble) {
    case 'away':
      return t('chat-file-away');
    case 'gone':
      return t('chat-file-gone');
    case 'damaged':
      return t('chat-file-damaged');
    case 'no_storage':
      return t('chat-file-not-saved');
    case 'disk_full':
      return t('chat-file-disk-full');
  }
}

/** A length for people, "1,4 MB". */
export function sizeText(words: Words, bytes: number): string {
  return bytes < 1_000_000
    ? words.measure(Math.max(1, bytes / 1_000), 'kilobyte')
    : words.measure(bytes / 1_000_000, 'megabyte');
}
