/** What can be done with an own message that was not sent. */
import type { MessageItem } from '../generated/desk';

export interface RefusedActions {
  /** Sends it once more. */
  retry: (item: MessageItem) => void;
  /** Takes one back whose files are still on their way. */
  cancel?: (item: MessageItem) => void;
  /** Puts its text back into the composer. */
  putBack: (item: MessageItem) => void;
}
