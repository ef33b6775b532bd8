// What a person does on the pages, in Chromium, and what they see of it. Each begins in a state of the preview.
import { DROPS } from './deeds/drops.mjs';
import { FIELDS } from './deeds/fields.mjs';
import { FILES } from './deeds/files.mjs';
import { LEAVING } from './deeds/leaving.mjs';
import { ACCOUNT } from './deeds/account.mjs';
import { REQUESTS } from './deeds/requests.mjs';
import { SETTINGS } from './deeds/settings.mjs';
import { SIGN_IN } from './deeds/sign-in.mjs';
import { STATISTICS } from './deeds/statistics.mjs';
import { TEXT } from './deeds/text.mjs';
import { TRANSCRIPT } from './deeds/transcript.mjs';

export const DEEDS = [
  ...LEAVING,
  ...FIELDS,
  ...TRANSCRIPT,
  ...DROPS,
  ...FILES,
  ...TEXT,
  ...REQUESTS,
  ...SETTINGS,
  ...STATISTICS,
  ...ACCOUNT,
  ...SIGN_IN,
];
