/**
 * What a window of the desk shows: the newest view of each screen that the program has published, handed to its feature.
 * It decides nothing; every act is a command to the program, and its result shows in the next views.
 */
import { Administration } from '../administration/administration.svelte';
import { Conversations } from '../conversation/conversations.svelte';
import type { DeskScreen, DeskUpdate, DeskView, Notice, Question, Screen, ScreenView } from '../generated/desk';
import { Commands } from '../host/commands.svelte';
import type { CounsellorHost } from '../host/counsellor';
import { SettingsState } from '../profile/settings.svelte';
import { concerns } from './notices';

type Parts = { [Kind in ScreenView['is']]: Extract<ScreenView, { is: Kind }> };
type Kind = keyof Parts;

export class Desk {
  /** Which screen; null until the program has answered. */
  session = $state.raw<Screen | null>(null);
  private frame = $state.raw<Parts['frame'] | null>(null);
  private requests = $state.raw<Parts['requests'] | null>(null);
  private chats = $state.raw<Parts['chats'] | null>(null);
  private availability = $state.raw<Parts['availability'] | null>(null);
  private asked = $state.raw<Question | null>(null);
  private said = $state.raw<Notice[]>([]);
  /** This desktop shows a tray. */
  tray = $state(true);
  /** The program does not answer at all. */
  broken = $state(false);
  /** The program's clock minus this window's. */
  clockOffset = $state(0);
  /** The revision of the newest view. */
  revision = $state(0);
  /** The revision of the newest view of each kind. */
  private readonly newest = new Map<Kind, number>();

  readonly screen: DeskScreen | null = $derived.by(() => {
    const { session, frame, requests, chats, availability } = this;
    if (session?.is !== 'desk' || frame === null || requests === null || chats === null || availability === null)
      return null;
    return { ...frame, ...requests, ...chats, ...availability };
  });
  /** The question that is asked in this window. */
  readonly question: Question | null = $derived.by(() => (this.asked?.window === this.host.window ? this.asked : null));
  /** The notices of this window. */
  readonly notices: Notice[] = $derived.by(() =>
    this.said.filter(({ what }) => this.host.window === null || concerns(what, this.host.window)),
  );

  readonly commands: Commands;
  readonly conversations: Conversations;
  readonly settings: SettingsState;
  readonly administration: Administration;
  private subscribed = (): void => undefined;

  constructor(readonly host: CounsellorHost) {
    this.commands = new Commands(host);
    this.conversations = new Conversations(this.commands, new Promise((done) => (this.subscribed = done)));
    this.settings = new SettingsState(this.commands);
    this.administration = new Administration(host);
  }

  /** Shows the first view, subscribes, and asks once more, so that no view is lost between the two. */
  async start(): Promise<void> {
    try {
      this.takeAll(await this.host.begin());
      await Promise.all([
        this.host.onDesk((update) => this.take(update)),
        this.host.onTranscript((view) => this.conversations.takeTranscript(view)),
      ]);
      this.subscribed();
      this.takeAll(await this.host.deskSnapshot());
    } catch {
      // A window that receives nothing would show as true what no longer is.
      this.broken = true;
    }
  }

  private takeAll({ revision, now, screen, question, notices, settings, tray }: DeskView): void {
    const rest: ScreenView[] = [
      { is: 'question', question },
      { is: 'notices', notices },
      { is: 'settings', settings, tray },
    ];
    this.take({ revision, now, views: [{ is: 'session', screen }, ...rest] });
  }

  private take({ revision, now, views }: DeskUpdate): void {
    const [before, chats] = [this.screen?.route.is, this.chats];
    const newer = views.filter(({ is }) => this.isNewer(is, revision));
    if (newer.length === 0) return;
    this.revision = Math.max(this.revision, revision);
    this.clockOffset = now - this.host.now();
    for (const view of newer) this.put(view, revision);
    if (this.chats !== chats) this.conversations.follow(this.session?.is === 'desk' ? this.chats : null);
    const { screen } = this;
    if (screen !== null && screen.route.is !== before) this.conversations.listOver = false;
  }

  private isNewer(kind: Kind, revision: number): boolean {
    if (revision <= (this.newest.get(kind) ?? 0)) return false;
    this.newest.set(kind, revision);
    return true;
  }

  private put(view: ScreenView, revision: number): void {
    switch (view.is) {
      case 'session':
        return this.putScreen(view.screen, revision);
      case 'frame':
        this.frame = view;
        return;
      case 'requests':
        this.requests = view;
        return;
      case 'chats':
        this.chats = view;
        return;
      case 'availability':
        this.availability = view;
        return;
      case 'question':
        this.asked = view.question;
        return;
      case 'notices':
        this.said = view.notices;
        return;
      case 'settings':
        this.tray = view.tray;
        this.settings.follow(view.settings);
        return;
    }
  }

  /** A whole screen replaces all that is older. */
  private putScreen(screen: Screen, revision: number): void {
    this.session = screen;
    if (screen.is === 'sign_in') {
      this.settings.discard();
      this.administration.forget();
    }
    if (screen.is !== 'desk') {
      this.chats = null;
      return;
    }
    for (const view of viewsOf(screen)) if (this.isNewer(view.is, revision)) this.put(view, revision);
  }
}

/** The views that a whole screen consists of. */
function viewsOf(screen: DeskScreen): ScreenView[] {
  const { centre, me, administers, reachable, server, connection, route, waiting, unread } = screen;
  const { keyring, pin, shared, do_not_disturb } = screen;
  const { requests, picked, chats, tabs, front, revealed, detached, availability, self_test, self_tested } = screen;
  const session = { me, administers, reachable, server, keyring, pin, shared };
  return [
    { is: 'frame', centre, connection, route, waiting, unread, do_not_disturb, ...session },
    { is: 'requests', requests, picked },
    { is: 'chats', chats, tabs, front, revealed, detached },
    { is: 'availability', availability, self_test, self_tested },
  ];
}
