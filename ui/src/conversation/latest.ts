/**
 * Hands values on at once, the newest of each key, one at a time: while one is on its way the next waits, and a newer
 * one takes its place.
 */
export class Latest<T> {
  private readonly waiting = new Map<string, T>();
  private readonly busy = new Set<string>();

  constructor(private readonly send: (key: string, value: T) => Promise<unknown>) {}

  async put(key: string, value: T): Promise<void> {
    this.waiting.set(key, value);
    if (this.busy.has(key)) return;
    this.busy.add(key);
    for (;;) {
      const next = this.waiting.get(key);
      if (next === undefined) break;
      this.waiting.delete(key);
      await this.send(key, next);
    }
    this.busy.delete(key);
  }

  /** What still waits is not wanted any more. */
  drop(key: string): void {
    this.waiting.delete(key);
  }
}
