/**
 * Where a transcript stands. It follows the newest item while that is in sight, keeps the item at the top edge in its
 * place otherwise, and shows what the reader has just written.
 */
import type { ScrollAnchor } from '../host/counsellor';

/** An item counts as in sight up to this far from the end, in CSS pixels. */
export const NEAR = 48;

/** The element that scrolls, in CSS pixels. */
export interface Viewport {
  /** The height that is visible. */
  readonly height: number;
  /** The height of everything in it. */
  readonly content: number;
  /** How far it is scrolled. */
  top: number;
  /** The edges of the items, measured from the visible top edge, in order. */
  edges(): Iterable<{ key: string; top: number; bottom: number }>;
}

/** An item of the transcript. */
export type ScrollItem = {
  key: string;
  /** The reader wrote it. */
  mine: boolean;
};

export interface ScrollEvents {
  /** Another item stands at the top edge; null at the end. */
  anchored(anchor: ScrollAnchor | null): void;
  /** Items before the first one are needed. */
  earlier(): void;
}

export class TranscriptScroll {
  /** The newest item is in sight. */
  atEnd = $state(false);
  /** Items have arrived below what is in sight. */
  missed = $state(false);

  private view: Viewport | null = null;
  private anchor: ScrollAnchor | null;
  /** The transcript still has to go to `anchor`. */
  private opening: boolean;
  private known = new Set<string>();
  private size = { height: 0, content: 0 };

  /** `start`: where it opens; null at its end. */
  constructor(
    start: ScrollAnchor | null,
    private readonly events: ScrollEvents,
  ) {
    this.anchor = start;
    this.opening = start !== null;
    this.atEnd = start === null;
  }

  /** The element is there. */
  attach(view: Viewport): void {
    this.view = view;
  }

  /** The items were drawn. `earlier`: there are items before the first one. */
  drawn(items: ScrollItem[], earlier: boolean): void {
    const added = this.added(items);
    if (this.opening) return this.open(earlier);
    const written = added.some((item) => item.mine);
    if (!this.atEnd && !written && added.length > 0) this.missed = true;
    if (written) this.atEnd = true;
    this.settle();
  }

  /** The element or what is in it has another height. */
  resized(): void {
    if (!this.opening) this.settle();
  }

  /** The element was scrolled. */
  scrolled(): void {
    const { view } = this;
    if (view === null || this.opening) return;
    // A change of height moves the content as well: only the reader decides what is in sight.
    if (view.height !== this.size.height || view.content !== this.size.content) return this.settle();
    this.read(view);
  }

  /** Goes to the newest item. */
  toEnd(): void {
    this.opening = false;
    this.atEnd = true;
    this.settle();
  }

  /** The items behind the first known one that were not there before. */
  private added(items: ScrollItem[]): ScrollItem[] {
    const { known } = this;
    this.known = new Set(items.map((item) => item.key));
    const first = items.findIndex((item) => known.has(item.key));
    if (first < 0) return known.size === 0 ? [] : items;
    return items.slice(first).filter((item) => !known.has(item.key));
  }

  /** Goes to the anchor, or asks for what lies before until its item is there. */
  private open(earlier: boolean): void {
    if (this.view === null) return;
    const found = this.moveToAnchor(this.view);
    if (!found && earlier) return this.events.earlier();
    this.opening = false;
    if (!found) this.atEnd = true;
    this.settle();
    this.read(this.view);
  }

  private settle(): void {
    const { view } = this;
    if (view === null) return;
    if (this.atEnd) view.top = view.content - view.height;
    else if (!this.moveToAnchor(view)) this.anchor = anchorOf(view);
    this.size = { height: view.height, content: view.content };
    if (this.atEnd) this.read(view);
  }

  /** Whether the anchor's item is there; it stands where it stood. */
  private moveToAnchor(view: Viewport): boolean {
    const { anchor } = this;
    if (anchor === null) return false;
    for (const { key, top } of view.edges()) {
      if (key !== anchor.item) continue;
      view.top += top - anchor.below;
      return true;
    }
    return false;
  }

  private read(view: Viewport): void {
    this.size = { height: view.height, content: view.content };
    this.atEnd = view.content - view.top - view.height < NEAR;
    if (this.atEnd) this.missed = false;
    this.anchor = this.atEnd ? null : anchorOf(view);
    this.events.anchored(this.anchor);
  }
}

/** The first item that is in sight. */
function anchorOf(view: Viewport): ScrollAnchor | null {
  for (const { key, top, bottom } of view.edges()) if (bottom > 0) return { item: key, below: Math.round(top) };
  return null;
}
