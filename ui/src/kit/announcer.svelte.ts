/** One polite live region for a page: a screen reader reads each sentence once. */
export class Announcer {
  text = $state('');
  private turn = false;

  say(sentence: string): void {
    // The same sentence twice is a change only when the text differs.
    this.turn = !this.turn;
    this.text = this.turn ? sentence : `${sentence}\u00a0`;
  }
}
