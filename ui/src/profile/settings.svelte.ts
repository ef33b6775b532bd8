/** The person's settings: what the program keeps, and what is being chosen here until it is saved or discarded. */
import type { Settings } from '../generated/desk';
import type { Commands } from '../host/commands.svelte';
import { DEFAULT_SETTINGS } from '../host/default-settings';

export class SettingsState {
  private kept = $state.raw<Settings>(DEFAULT_SETTINGS);
  private chosen = $state.raw<Settings | null>(null);
  /** They are on their way to the program. */
  busy = $state(false);

  /** What holds in this window: a choice is shown before it is saved. */
  readonly current: Settings = $derived(this.chosen ?? this.kept);
  /** There is a choice that is not saved. */
  readonly changed: boolean = $derived(this.chosen !== null);

  constructor(private readonly commands: Commands) {}

  /** Takes what the program keeps. What is being chosen here stays. */
  follow(settings: Settings): void {
    this.kept = settings;
    if (this.chosen !== null && same(this.chosen, settings)) this.chosen = null;
  }

  /** Chooses values in the form. */
  change(part: Partial<Settings>): void {
    const next = { ...this.current, ...part };
    this.chosen = same(next, this.kept) ? null : next;
  }

  /** Puts the form back to what the program keeps. */
  discard(): void {
    this.chosen = null;
  }

  /** Gives the choice to the program; where that fails, the form stays as it is. */
  async save(): Promise<void> {
    const { chosen } = this;
    if (chosen === null || this.busy) return;
    this.busy = true;
    const saved = await this.commands.run(this.commands.host.setSettings(chosen));
    this.busy = false;
    if (!saved) return;
    this.kept = chosen;
    if (this.chosen !== null && same(this.chosen, chosen)) this.chosen = null;
  }
}

function same(one: Settings, other: Settings): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
