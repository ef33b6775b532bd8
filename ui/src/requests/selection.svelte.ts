/** Which request is looked at: the one that was chosen last, or the one that has waited longest. */
import type { RequestCard } from '../generated/desk';
import type { ChatId } from '../generated/protocol';

export class RequestSelection {
  private chosen = $state<ChatId | null>(null);
  private picked: ChatId | null = null;

  /** Someone clicks a request in the list. */
  choose(request: ChatId): void {
    this.chosen = request;
  }

  /** Takes the request whose alert was clicked; it counts once, so that another one can be chosen afterwards. */
  follow(picked: ChatId | null): void {
    if (picked !== null && picked !== this.picked) this.chosen = picked;
    this.picked = picked;
  }

  /** The request that is looked at; null when none waits. */
  among(requests: RequestCard[]): RequestCard | null {
    return requests.find((request) => request.id === this.chosen) ?? requests[0] ?? null;
  }

  /** Whether it was chosen, and not only the first one. */
  isChosen(request: RequestCard): boolean {
    return request.id === this.chosen;
  }
}

/** The place of a request in the line of its topic, and how many wait there. */
export function placeInLine(request: RequestCard, requests: RequestCard[]): { place: number; of: number } {
  const line = requests.filter(({ topic }) => topic === request.topic);
  return { place: line.findIndex(({ id }) => id === request.id) + 1, of: line.length };
}
