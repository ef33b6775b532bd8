/** A form over something that several people may change: what was loaded, what was changed here, and how saving it went. */
import { failureOf, type RefusalCode } from '../host/failure';

/** A value as it stands, and the revision to name when it is saved. */
export type Loaded<T> = { value: T; revision: number };

/** How the value is saved and loaded. A failure rejects with its code. */
export type Saving<T> = {
  /** Saves the changed fields over what was seen, and gives what stands then. */
  save: (changed: Partial<T>, seen: number, whole: T) => Promise<Loaded<T>>;
  load: () => Promise<Loaded<T>>;
};

/** A field that somebody else has changed; `mine` where it was changed here as well. */
export type ChangedField = { field: string; before: unknown; after: unknown; mine: { value: unknown } | null };

/** What somebody else has saved since the form was loaded. */
export type Meanwhile = { by: string | null; fields: ChangedField[] };

export type Problem = { code: RefusalCode; field: string | null };

export class Form<T extends object> {
  private base: Loaded<T> = $state.raw({} as Loaded<T>);
  private edits: Partial<T> = $state.raw({});
  /** It is on its way to the server. */
  busy = $state(false);
  problem: Problem | null = $state.raw(null);
  meanwhile: Meanwhile | null = $state.raw(null);
  /** The last save went well, and nothing was changed since. */
  saved = $state(false);

  /** What the form shows. */
  readonly value: T = $derived({ ...this.base.value, ...this.edits });
  /** There are changes that are not saved. */
  readonly changed: boolean = $derived(Object.keys(this.edits).length > 0);

  constructor(
    loaded: Loaded<T>,
    private readonly saving: Saving<T>,
  ) {
    this.base = loaded;
  }

  /** Changes fields. One that is back to what was loaded is no change. */
  change(part: Partial<T>): void {
    this.edits = differing({ ...this.edits, ...part }, this.base.value);
    this.saved = false;
    if (this.problem?.field != null && this.problem.field in part) this.problem = null;
  }

  discard(): void {
    this.edits = {};
    this.problem = null;
    this.meanwhile = null;
  }

  /** Takes what stands now. A form with changes keeps what it was loaded with, so that saving it finds the other's changes. */
  follow(loaded: Loaded<T>): void {
    if (this.changed || this.busy || loaded.revision < this.base.revision) return;
    this.base = loaded;
  }

  /** What is wrong with this field, by its code. */
  wrong(field: keyof T & string): RefusalCode | null {
    return this.problem?.field === field ? this.problem.code : null;
  }

  /** Saves the changes; whether none is left. After a refusal everything that was typed is still there. */
  async save(): Promise<boolean> {
    if (this.busy) return false;
    if (!this.changed) return true;
    const sent = this.edits;
    this.busy = true;
    this.problem = null;
    try {
      this.base = await this.saving.save(sent, this.base.revision, this.value);
      this.meanwhile = null;
      // What was typed while it was being saved is a change of its own.
      this.edits = differing(this.edits, this.base.value);
      this.saved = !this.changed;
      return this.saved;
    } catch (failure) {
      const { code, by, field } = failureOf(failure);
      if (code === 'changed_meanwhile') await this.takeOthers(by);
      else this.problem = { code, field };
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** Loads what somebody else has saved, and puts what was changed here over it. */
  private async takeOthers(by: string | null): Promise<void> {
    try {
      const now = await this.saving.load();
      this.meanwhile = { by, fields: changesBetween(this.base.value, now.value, this.edits) };
      this.base = now;
      this.edits = differing(this.edits, now.value);
    } catch (failure) {
      const { code, field } = failureOf(failure);
      this.problem = { code, field };
    }
  }
}

export function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The fields whose value is another one than in `base`. */
function differing<T extends object>(edits: Partial<T>, base: T): Partial<T> {
  const left = Object.entries(edits).filter(([field, value]) => !same(value, base[field as keyof T]));
  return Object.fromEntries(left) as Partial<T>;
}

function changesBetween<T extends object>(before: T, after: T, mine: Partial<T>): ChangedField[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])] as (keyof T & string)[];
  return fields
    .filter((field) => !same(before[field], after[field]))
    .map((field) => ({
      field,
      before: before[field],
      after: after[field],
      mine: field in mine && !same(mine[field], after[field]) ? { value: mine[field] } : null,
    }));
}
