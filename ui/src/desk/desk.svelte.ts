/**
 * What a window of the desk shows: the newest view that the program has published, handed to each feature. It decides
 * nothing; every act is a command to the program, and its result shows in the next view.
 */
import { Conversations } from '../conversation/conversations.svelte';
import type { DeskScreen, DeskView, Notice, Question } from '../generated/desk';
import { Commands } from '../host/commands.svelte';
import type { CounsellorHost } from '../host/counsellor';
import { SettingsState } from '../profile/settings.svelte';
import { concerns } from './notices';

export class Desk {
  view = $state.raw<DeskView | null>(null);
  /** The program does not answer at all. */
  broken = $state(false);
  /** The program's clock minus this window's. */
  clockOffset = $state(0);

  readonly screen: DeskScreen | null = $derived(this.view?.screen.is === 'desk' ? this.view.screen : null);
  /** The question that is asked in this window. */
  readonly question: Question | null = $derived.by(() =>
    this.view?.question?.window === this.host.window ? this.view.question : null,
  );
  /** The notices of this window. */
  readonly notices: Notice[] = $derived(
    (this.view?.notices ?? []).filter(({ what }) => this.host.window === null || concerns(what, this.host.window)),
  );

  readonly commands: Commands;
  readonly conversations: Conversations;
  readonly settings: SettingsState;
  private subscribed = (): void => undefined;

  constructor(readonly host: CounsellorHost) {
    this.commands = new Commands(host);
    this.conversations = new Conversations(this.commands, new Promise((done) => (this.subscribed = done)));
    this.settings = new SettingsState(this.commands);
  }

  /** Shows the first view, subscribes, and asks once more, so that no view is lost between the two. */
  async start(): Promise<void> {
    try {
      this.take(await this.host.begin());
      await Promise.all([
        this.host.onDesk((view) => this.take(view)),
        this.host.onTranscript((view) => this.conversations.takeTranscript(view)),
      ]);
      this.subscribed();
      this.take(await this.host.deskSnapshot());
    } catch {
      // A window that receives nothing would show as true what no longer is.
      this.broken = true;
    }
  }

  private take(view: DeskView): void {
    if (this.view !== null && view.revision <= this.view.revision) return;
    const before = this.screen;
    this.view = view;
    this.clockOffset = view.now - this.host.now();
    if (view.screen.is === 'sign_in') this.settings.discard();
    this.settings.follow(view.settings);
    this.conversations.follow(this.screen);
    if (this.screen !== null && this.screen.route.is !== before?.route.is) this.conversations.listOver = false;
  }
}
