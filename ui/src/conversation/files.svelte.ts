/** Files in the counsellor's window: the program checks, seals, keeps and reads them. */
import { SvelteMap } from 'svelte/reactivity';
import { FileFailed, type AttachTrouble, type FileAccess, type FileTrouble, type NotAttached } from './files';
import type { Failure, FailureCode } from '../generated/desk';
import { FILE_BYTES, type ChatId } from '../generated/protocol';
import type { CounsellorHost } from '../host/counsellor';
import { prepareFile } from '../seal/prepare';

export class Files {
  /** The files of a chat that were not attached the last time, and why. */
  readonly troubles = new SvelteMap<ChatId, NotAttached[]>();

  constructor(private readonly host: CounsellorHost) {}

  /** Gives files to the program; those it takes show in the next view. */
  async attach(chat: ChatId, files: File[]): Promise<void> {
    this.troubles.delete(chat);
    for (const file of files) {
      const why = await this.add(chat, file);
      if (why !== null) this.troubles.set(chat, [...(this.troubles.get(chat) ?? []), { name: file.name, why }]);
    }
  }

  async detach(chat: ChatId, file: string): Promise<void> {
    this.troubles.delete(chat);
    await this.host.detachFile(chat, file).catch(() => undefined);
  }

  /** How files of a chat are read. */
  access(chat: ChatId): FileAccess {
    return {
      read: (message, { id }) => this.host.fileBytes(chat, message, id).catch(failed),
      save: (message, { id }) => this.host.saveFile(chat, message, id).catch(failed),
    };
  }

  private async add(chat: ChatId, file: File): Promise<AttachTrouble | null> {
    // Checked before it is read: it may be larger than the memory.
    if (file.size > FILE_BYTES) return 'too_large';
    try {
      const prepared = prepareFile(file.name, new Uint8Array(await file.arrayBuffer()));
      if (typeof prepared === 'string') return prepared;
      await this.host.attachFile(chat, prepared.name, prepared.bytes);
      return null;
    } catch (why) {
      return attaching(codeOf(why));
    }
  }
}

function codeOf(failure: unknown): FailureCode | null {
  return (failure as Partial<Failure> | null)?.code ?? null;
}

function failed(failure: unknown): never {
  throw new FileFailed(reading(codeOf(failure)));
}

function attaching(code: FailureCode | null): AttachTrouble {
  switch (code) {
    case 'too_many_files':
      return 'too_many';
    case 'empty_file':
      return 'empty';
    case 'file_too_large':
      return 'too_large';
    case 'forbidden_type':
      return 'forbidden_type';
    case 'bad_file_name':
      return 'bad_name';
    case 'no_storage':
    case 'disk_full':
      return 'no_storage';
    case 'not_signed_in':
    case 'not_found':
    case 'not_active':
    case 'no_key':
    case 'empty':
    case 'too_long':
    case 'file_away':
    case 'file_gone':
    case 'file_damaged':
    case 'locked':
    case 'no_pin':
    case 'bad_pin':
    case 'wrong_pin':
    case 'server_away':
    case 'changed_meanwhile':
    case 'wrong_password':
    case 'wrong_code':
    case 'too_many_tries':
    case 'name_taken':
    case 'not_a_setting':
    case 'last_admin':
    case 'malformed':
    case 'starting':
    case 'ending':
    case null:
      return 'refused';
  }
}

function reading(code: FailureCode | null): FileTrouble {
  switch (code) {
    case 'file_gone':
    case 'not_found':
      return 'gone';
    case 'file_damaged':
      return 'damaged';
    case 'no_storage':
      return 'no_storage';
    case 'disk_full':
      return 'disk_full';
    case 'not_signed_in':
    case 'not_active':
    case 'no_key':
    case 'empty':
    case 'too_long':
    case 'too_many_files':
    case 'empty_file':
    case 'file_too_large':
    case 'forbidden_type':
    case 'bad_file_name':
    case 'file_away':
    case 'locked':
    case 'no_pin':
    case 'bad_pin':
    case 'wrong_pin':
    case 'server_away':
    case 'changed_meanwhile':
    case 'wrong_password':
    case 'wrong_code':
    case 'too_many_tries':
    case 'name_taken':
    case 'not_a_setting':
    case 'last_admin':
    case 'malformed':
    case 'starting':
    case 'ending':
    case null:
      return 'away';
  }
}
