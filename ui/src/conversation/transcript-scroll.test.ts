import { beforeEach, describe, expect, it } from 'vitest';
import type { ScrollAnchor } from '../host/counsellor';
import { TranscriptScroll, type ScrollItem, type Viewport } from './transcript-scroll.svelte';

/** Items of given heights under each other. */
class Column implements Viewport {
  height = 300;
  items: { key: string; height: number }[] = [];
  private position = 0;

  get content(): number {
    return this.items.reduce((sum, { height }) => sum + height, 0);
  }

  get top(): number {
    return this.position;
  }

  /** Like a browser's, it stays within the content. */
  set top(to: number) {
    this.position = Math.max(0, Math.min(to, this.content - this.height));
  }

  *edges(): Iterable<{ key: string; top: number; bottom: number }> {
    let top = -this.position;
    for (const { key, height } of this.items) {
      yield { key, top, bottom: top + height };
      top += height;
    }
  }

  /** Where an item begins, from the visible top edge. */
  at(key: string): number {
    for (const edge of this.edges()) if (edge.key === key) return edge.top;
    throw new Error(`no ${key}`);
  }
}

let column: Column;
let scroll: TranscriptScroll;
let anchors: (ScrollAnchor | null)[];
let asked: number;
let mine: Set<string>;

const keys = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, at) => String(from + at));
const drawn = (earlier = false): void => {
  const items: ScrollItem[] = column.items.map(({ key }) => ({ key, mine: mine.has(key) }));
  scroll.drawn(items, earlier);
};
const show = (names: string[], earlier = false): void => {
  column.items = names.map((key) => ({ key, height: 100 }));
  drawn(earlier);
};
const add = (key: string): void => {
  column.items.push({ key, height: 100 });
  drawn();
};
const scrollTo = (top: number): void => {
  column.top = top;
  scroll.scrolled();
};
const begin = (start: ScrollAnchor | null): void => {
  [column, anchors, asked, mine] = [new Column(), [], 0, new Set()];
  scroll = new TranscriptScroll(start, {
    anchored: (anchor) => anchors.push(anchor),
    earlier: () => (asked += 1),
  });
  scroll.attach(column);
};

beforeEach(() => {
  begin(null);
  show(keys(1, 10));
});

describe('at the end', () => {
  it('opens there, and stays there when an item arrives', () => {
    expect([column.top, scroll.atEnd]).toEqual([700, true]);
    add('11');
    expect([column.top, scroll.missed]).toEqual([800, false]);
  });

  it('stays there when the field grows and when a picture loads', () => {
    column.height = 220;
    scroll.resized();
    expect(column.top).toBe(780);
    column.items[9] = { key: '10', height: 400 };
    scroll.resized();
    expect(column.top).toBe(1_080);
  });

  it('stays there when the scroll event of a changed height comes before the change is reported', () => {
    column.height = 200;
    scroll.scrolled();
    expect([scroll.atEnd, column.top]).toEqual([true, 800]);
  });

  it('counts as there within a line of it', () => {
    scrollTo(660);
    expect(scroll.atEnd).toBe(true);
    scrollTo(600);
    expect(scroll.atEnd).toBe(false);
  });
});

describe('further up', () => {
  beforeEach(() => scrollTo(250));

  it('stays put when an item arrives, says so, and no longer once the end is in sight', () => {
    add('11');
    expect([column.top, scroll.missed]).toEqual([250, true]);
    scrollTo(800);
    expect([scroll.atEnd, scroll.missed]).toEqual([true, false]);
  });

  it('keeps the item at the top edge when earlier ones load', () => {
    show([...keys(-4, 0), ...keys(1, 10)]);
    expect([column.at('3'), scroll.missed]).toEqual([-50, false]);
  });

  it('keeps it when the field grows, and when a picture above it loads', () => {
    column.height = 200;
    scroll.resized();
    column.items[0] = { key: '1', height: 350 };
    scroll.resized();
    expect(column.at('3')).toBe(-50);
    expect(scroll.atEnd).toBe(false);
  });

  it('shows what is written here', () => {
    mine.add('11');
    add('11');
    expect([scroll.atEnd, column.top, scroll.missed]).toEqual([true, 800, false]);
  });

  it('stays put when a message that is not written here is one’s own', () => {
    add('11');
    expect(column.top).toBe(250);
  });

  it('notices an item that arrives before one that still waits', () => {
    mine.add('own');
    add('own');
    scrollTo(250);
    column.items.splice(10, 0, { key: '11', height: 100 });
    drawn();
    expect([column.top, scroll.missed]).toEqual([250, true]);
  });

  it('reports its anchor, and none at the end', () => {
    expect(anchors.at(-1)).toEqual({ item: '3', below: -50 });
    scroll.toEnd();
    expect([anchors.at(-1), column.top]).toEqual([null, 700]);
  });

  it('stays near where it was when its item is gone', () => {
    column.items.splice(2, 1);
    drawn();
    expect(column.top).toBe(250);
  });
});

describe('opened at an anchor', () => {
  it('goes to its item', () => {
    begin({ item: '4', below: -30 });
    show(keys(1, 10));
    expect([column.at('4'), scroll.atEnd, asked]).toEqual([-30, false, 0]);
  });

  it('asks for earlier items until its own is there', () => {
    begin({ item: '4', below: -30 });
    show(keys(8, 14), true);
    expect([asked, anchors]).toEqual([1, []]);
    show(keys(1, 14));
    expect([column.at('4'), asked]).toEqual([-30, 1]);
  });

  it('goes to the end when its item does not exist', () => {
    begin({ item: 'purged', below: 0 });
    show(keys(1, 10));
    expect([column.top, scroll.atEnd]).toEqual([700, true]);
  });

  it('counts as read when its item is near the end', () => {
    begin({ item: '10', below: 0 });
    show(keys(1, 10));
    expect([column.top, scroll.atEnd]).toEqual([700, true]);
  });
});
