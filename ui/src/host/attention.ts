/** How the seeker's page makes itself noticed while something else is looked at, and keeps the screen on. */

export interface Attention {
  /** How many things are new; their number stands before the neutral title of the page. */
  news(count: number): void;
  /** Makes sounds possible and plays one; browsers allow that after a press only. False where there are none. */
  armSound(): Promise<boolean>;
  /** A sound, where it was made possible, and a short vibration of a phone. */
  signal(): void;
  /** Whether this browser can keep the screen on. */
  readonly canStayAwake: boolean;
  /** Keeps the screen on while the page is visible, or no longer. Gives whether it stays on. */
  stayAwake(on: boolean): Promise<boolean>;
}

/** Two quiet tones, in hertz, each this long in seconds. */
const TONES = [587.33, 880];
const TONE = 0.22;
const VOLUME = 0.12;
/** In milliseconds: on, off, on. */
const VIBRATION = [180, 120, 180];

function play(sounds: AudioContext): void {
  for (const [at, tone] of TONES.entries()) {
    const [from, oscillator, gain] = [sounds.currentTime + at * TONE, sounds.createOscillator(), sounds.createGain()];
    oscillator.frequency.value = tone;
    gain.gain.setValueAtTime(0, from);
    gain.gain.linearRampToValueAtTime(VOLUME, from + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.0001, from + TONE * 1.8);
    oscillator.connect(gain).connect(sounds.destination);
    oscillator.start(from);
    oscillator.stop(from + TONE * 2);
  }
}

/** That of this window. */
export function webAttention(): Attention {
  const title = document.title;
  let sounds: AudioContext | null = null;
  let lock: WakeLockSentinel | null = null;
  let wanted = false;
  return {
    news: (count) => {
      const next = count === 0 ? title : `(${count}) ${title}`;
      if (document.title !== next) document.title = next;
    },
    armSound: async () => {
      try {
        sounds ??= new AudioContext();
        await sounds.resume();
        play(sounds);
        return true;
      } catch {
        return false;
      }
    },
    signal: () => {
      if (sounds === null) return;
      play(sounds);
      // Safari has none.
      navigator.vibrate?.(VIBRATION);
    },
    canStayAwake: 'wakeLock' in navigator,
    stayAwake: async (on) => {
      wanted = on;
      if (!on) {
        await lock?.release().catch(() => undefined);
        lock = null;
        return false;
      }
      if (lock !== null && !lock.released) return true;
      try {
        lock = await navigator.wakeLock.request('screen');
        // It was taken back while the browser was asked.
        if (!wanted) await lock.release();
        return wanted;
      } catch {
        return false;
      }
    },
  };
}
