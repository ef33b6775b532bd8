/** The person's settings, as the program keeps them and as they are being changed in this window. */
import type { Settings } from '../generated/desk';
import type { Commands } from '../host/commands.svelte';
import { DEFAULT_SETTINGS } from '../host/default-settings';

export class SettingsState {
  /** What holds in this window: what is being chosen here, or what the program keeps. */
  current = $state.raw<Settings>(DEFAULT_SETTINGS);
  private kept: Settings = DEFAULT_SETTINGS;
  /** Choices on their way to the program. */
  private changing = 0;

  constructor(private readonly commands: Commands) {}

  /** Takes what the program keeps. What is being chosen here is newer. */
  follow(settings: Settings): void {
    const news = JSON.stringify(settings) !== JSON.stringify(this.kept);
    this.kept = settings;
    if (news && this.changing === 0) this.current = settings;
  }

  /** Shows a choice at once; where it cannot be kept, what holds is shown again. */
  async change(settings: Settings): Promise<void> {
    this.current = settings;
    this.changing += 1;
    const kept = await this.commands.run(this.commands.host.setSettings(settings));
    this.changing -= 1;
    if (!kept) this.current = this.kept;
  }
}
