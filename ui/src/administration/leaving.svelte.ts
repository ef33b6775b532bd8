/** Asks before a page with unsaved changes is left by its reader. Who is led away by the program finds them again. */

/** What may have unsaved changes. */
export type Unsaved = { readonly changed: boolean; save: () => Promise<boolean>; discard: () => void };

export class Leaving {
  private watched: Unsaved | null = $state.raw(null);
  /** What goes on once the question is answered; null while nothing is asked. */
  private next: (() => void) | null = $state.raw(null);
  readonly asked: boolean = $derived(this.next !== null);

  /** Watches the form of the page that is shown; the answer ends that. */
  watch(form: Unsaved): () => void {
    this.watched = form;
    return () => {
      if (this.watched !== form) return;
      this.watched = null;
      this.next = null;
    };
  }

  /** Goes on at once, or after the question. */
  go(next: () => void): void {
    if (this.watched?.changed === true) this.next = next;
    else next();
  }

  /** Saves and goes on; where saving is refused, the page stays and says why. */
  async save(): Promise<void> {
    const { next } = this;
    this.next = null;
    if ((await this.watched?.save()) !== false) next?.();
  }

  discard(): void {
    const { next } = this;
    this.next = null;
    this.watched?.discard();
    next?.();
  }

  stay(): void {
    this.next = null;
  }
}
