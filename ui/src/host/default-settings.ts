/** The settings a new desk begins with, until the program has said what they are. */
import type { AlertChoice, Settings, Show, Sound } from '../generated/desk';

const choice = (show: Show, sound: Sound, repeat_seconds: number): AlertChoice => ({ show, sound, repeat_seconds });

export const DEFAULT_SETTINGS: Settings = {
  language: null,
  theme: 'system',
  restore_after_drop: false,
  alerts: {
    request: choice('stays', 'bell', 15),
    message: choice('goes', 'knock', 15),
    running_out: choice('goes', 'chime', 0),
    availability: choice('stays', 'marimba', 15),
    volume: 80,
    output: null,
  },
  self_test_daily: true,
  lock_after_minutes: null,
};
