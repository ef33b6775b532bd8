/** What can be done with an own message that the server has refused. */
import type { MessageItem } from '../generated/desk';

export interface RefusedActions {
  /** Sends it once more; absent where the program does that. */
  retry?: (item: MessageItem) => void;
  /** Puts its text back into the composer. */
  putBack: (item: MessageItem) => void;
}
