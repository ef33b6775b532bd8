// How the pages are looked at: sizes, light and dark, languages, and text at 200 %.
// The page on which staff choose a password is read in a browser as well.
const seeker = ['seeker', 'password'];
const counsellor = ['counsellor'];
const wide = { width: 1360, height: 820 };

export const LOOKS = [
  { name: 'light', language: 'de', sides: [...counsellor, ...seeker], viewport: wide, colorScheme: 'light' },
  { name: 'dark', language: 'de', sides: [...counsellor, ...seeker], viewport: wide, colorScheme: 'dark' },
  { name: 'english', language: 'en', sides: [...counsellor, ...seeker], viewport: wide, colorScheme: 'light' },
];

/** What admins set up is read in Danish as well: its sentences are long. */
const settings = ['live-chat', 'live-chat-meanwhile', 'topics', 'topic', 'people', 'person', 'audit', 'activities'];
settings.push('statistics', 'statistics-tables', 'statistics-days', 'activities-statistics', 'security-password-empty');
settings.push('security-device-ask');
LOOKS.push({
  name: 'danish',
  language: 'da',
  sides: counsellor,
  states: settings,
  viewport: wide,
  colorScheme: 'light',
});

export const SMALL = [
  { name: 'folded', language: 'de', sides: counsellor, viewport: { width: 900, height: 600 }, colorScheme: 'light' },
  {
    name: 'phone',
    language: 'de',
    sides: seeker,
    viewport: { width: 320, height: 640 },
    colorScheme: 'light',
    hasTouch: true,
    isMobile: true,
  },
];

export const ZOOMED = [
  {
    name: 'zoomed',
    language: 'de',
    sides: [...counsellor, ...seeker],
    viewport: { width: 1280, height: 800 },
    colorScheme: 'light',
    fontSize: 32,
  },
  {
    name: 'zoomed-small',
    language: 'de',
    sides: [...counsellor, ...seeker],
    viewport: { width: 900, height: 600 },
    colorScheme: 'dark',
    fontSize: 32,
  },
];
