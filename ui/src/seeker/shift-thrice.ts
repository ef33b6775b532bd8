/**
 * Counts presses of Shift alone. Three within five seconds mean "leave now". Whatever else is held, pressed or clicked
 * begins the count again: writing, selecting and switching the keyboard layout (Alt+Shift) never leave the page.
 */
const WITHIN = 5_000;
const NEEDED = 3;

/** A key that went down. */
export type Pressed = Pick<KeyboardEvent, 'key' | 'repeat' | 'altKey' | 'ctrlKey' | 'metaKey' | 'getModifierState'>;

export class ShiftThrice {
  private presses: number[] = [];
  /** Shift is down, and nothing else was since. */
  private alone = false;

  /** A key went down. */
  down(pressed: Pressed): void {
    if (pressed.repeat && pressed.key === 'Shift') return;
    const other = pressed.altKey || pressed.ctrlKey || pressed.metaKey || pressed.getModifierState('AltGraph');
    if (pressed.key !== 'Shift' || other || this.alone) return this.interrupt();
    this.alone = true;
  }

  /** A key went up, at a moment in milliseconds. Gives how many presses are still needed, or null when none counted. */
  up(key: string, at: number): number | null {
    if (key !== 'Shift' || !this.alone) return null;
    this.alone = false;
    this.presses = [...this.presses.filter((press) => at - press < WITHIN), at];
    return Math.max(0, NEEDED - this.presses.length);
  }

  /** Something else happened: a click, another window. */
  interrupt(): void {
    [this.presses, this.alone] = [[], false];
  }
}
