/** What the seeker's page shows. */
import type { PageView, SeekerChatView, SeekerStateView, TopicAdmission } from '../generated/protocol';
import type { Conversation } from './conversation.svelte';
import type { Over } from './over';

type State<S extends SeekerStateView['state']> = SeekerStateView & { state: S };

/** What the page shows. */
export type Screen =
  | { is: 'loading' }
  | { is: 'unreachable' }
  /** `centre`: it is known, and has a start page. */
  | { is: 'not_found'; centre: boolean }
  | { is: 'insecure' }
  | { is: 'outdated' }
  /** This tab kept a chat, and was not just reloaded: it goes on when somebody asks for it. */
  | { is: 'continue' }
  /** Another tab has the chat open. */
  | { is: 'elsewhere' }
  | { is: 'centre'; page: PageView }
  | { is: 'topic'; page: PageView; topic: TopicAdmission }
  | { is: 'consent'; page: PageView; topic: TopicAdmission }
  | { is: 'waiting'; chat: SeekerChatView; state: State<'waiting'> }
  | { is: 'accepted'; chat: SeekerChatView; state: State<'accepted'> }
  | { is: 'active'; chat: SeekerChatView; state: State<'active'>; conversation: Conversation }
  | { is: 'ended'; how: Over }
  | { is: 'left' };
