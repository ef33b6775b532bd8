/** The part of the window that a phone's own keyboard leaves free: the page itself keeps its height behind it. */
import type { Cancel } from '../host/seeker';

/** From how many CSS pixels on something covers the window that is a keyboard, and not the browser's own bar. */
const KEYBOARD = 120;

/** In CSS pixels; `top` is how far the browser has moved the window to keep the field in sight. */
export type Free = { height: number; top: number };

type Viewport = Pick<VisualViewport, 'height' | 'offsetTop' | 'scale' | 'addEventListener' | 'removeEventListener'>;

/** Tells of every change; null while no keyboard is there, or the reader has zoomed in with two fingers. */
export function followKeyboard(
  viewport: Viewport | null,
  whole: () => number,
  tell: (free: Free | null) => void,
): Cancel {
  if (viewport === null) return () => undefined;
  const read = (): void => {
    const { height, offsetTop, scale } = viewport;
    const covered = whole() - height > KEYBOARD && Math.abs(scale - 1) < 0.05;
    tell(covered ? { height: Math.round(height), top: Math.round(offsetTop) } : null);
  };
  viewport.addEventListener('resize', read);
  viewport.addEventListener('scroll', read);
  read();
  return () => {
    viewport.removeEventListener('resize', read);
    viewport.removeEventListener('scroll', read);
  };
}
