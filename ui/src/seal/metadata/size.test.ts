import { expect, it } from 'vitest';
import { GIF, JPEG, PNG, PROGRESSIVE, WEBP, photo, photoWebp } from './pictures.fixture';
import { sizeOf } from './size';

it('is told by every kind of picture, and by none that ends before it', () => {
  expect([JPEG, PROGRESSIVE, photo(6)].map(sizeOf)).toEqual(Array(3).fill({ width: 16, height: 8 }));
  expect([PNG, GIF, WEBP, photoWebp(1)].map(sizeOf)).toEqual(Array(4).fill({ width: 4, height: 2 }));
  for (const picture of [JPEG, PNG, GIF, WEBP]) {
    expect(sizeOf(picture.slice(0, 9))).toBeNull();
    expect(sizeOf(picture.slice(0, 1))).toBeNull();
  }
});
