/**
 * Counts presses of Shift alone. Three within five seconds mean "leave now"; Shift held for a capital letter does not
 * count, so writing never leaves the page.
 */
const WITHIN = 5_000;
const NEEDED = 3;

export class ShiftThrice {
  private presses: number[] = [];
  private used = false;

  /** A key went down. */
  down(key: string): void {
    this.used = key !== 'Shift';
  }

  /** A key went up, at a moment in milliseconds. Gives how many presses are still needed, or null when none counted. */
  up(key: string, at: number): number | null {
    if (key !== 'Shift') return null;
    if (this.used) {
      this.presses = [];
      return null;
    }
    this.presses = [...this.presses.filter((press) => at - press < WITHIN), at];
    return Math.max(0, NEEDED - this.presses.length);
  }
}
