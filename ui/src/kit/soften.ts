/** Long names may break at their joints, where browsers know no hyphenation. */

/** Shorter words fit on every phone. */
const LONG = 18;
/** What compounds of this field end with or are joined at. */
const JOINTS =
  'beratung|stelle|konflikt|hilfe|dienst|zentrum|gruppe|planung|vorsorge|betreuung|begleitung|vermittlung|angehörige|' +
  'erkrankung|gewalt|schulden|rådgivning|center';
const JOINT = new RegExp(`(\\p{L}{4,}?)(?=(?:${JOINTS}))`, 'giu');
const WORD = new RegExp(`\\p{L}{${LONG},}`, 'gu');
const SOFT_HYPHEN = '\u00AD';

/** The name with soft hyphens in its long words: they show only where a line ends. */
export function soften(name: string): string {
  return name.replace(WORD, (word) => word.replace(JOINT, (part) => part + SOFT_HYPHEN));
}
