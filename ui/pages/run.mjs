// The page tests: every state of both interfaces in Chromium, under the content-security policy that ships, checked
// with axe-core (WCAG 2.2 A and AA), for text that runs out of the window, for small targets and for capitals; and what a
// person does there (deeds.mjs). `--pictures` keeps a picture of each state, `--only=` takes a part of a look's or a deed's
// name, `--states=` a pattern of states' names.
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { build, preview } from 'vite';
import { DEEDS } from './deeds.mjs';
import { LOOKS, SMALL, ZOOMED } from './looks.mjs';

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; font-src 'self'";
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const BROWSER = process.env.BEISTAND_CHROMIUM ?? '/usr/bin/chromium';
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, '../target/pictures/ui');
const pictures = process.argv.includes('--pictures');
const only = process.argv.find((word) => word.startsWith('--only='))?.slice('--only='.length);
const part = process.argv.find((word) => word.startsWith('--states='))?.slice('--states='.length);
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function serve() {
  await build({ root, mode: 'preview', logLevel: 'error' });
  const headers = { 'content-security-policy': POLICY };
  const server = await preview({
    root,
    mode: 'preview',
    logLevel: 'error',
    build: { outDir: '../target/ui-preview' },
    preview: { port: 0, host: '127.0.0.1', headers },
  });
  const { port } = server.httpServer.address();
  return { address: `http://127.0.0.1:${port}/preview.html`, stop: () => server.close() };
}

/**
 * Runs in the page: controls that are too small to hit, words in capitals, and fields of a seeker that the browser would
 * keep for restoring the tab. A box to tick is hit by its label as well.
 */
function plain(side) {
  const faults = [];
  if (document.documentElement.translate) faults.push('a translator may send the page away');
  for (const field of side === 'seeker' ? document.querySelectorAll('input, textarea, select') : []) {
    if (field.autocomplete !== 'off') faults.push(`${field.tagName} ${field.id} may be kept by the browser`);
  }
  const least = matchMedia('(pointer: coarse)').matches ? 44 : 36;
  const named = (element) =>
    `${element.tagName.toLowerCase()} "${(element.textContent || element.id).trim().slice(0, 30)}"`;
  for (const control of document.querySelectorAll('button, select, textarea, input:not([type=file])')) {
    const ticked = control.type === 'checkbox' || control.type === 'radio';
    const hit = ticked ? (control.labels[0] ?? control) : control;
    const { height } = hit.getBoundingClientRect();
    const scale = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
    if (height > 0 && height < least * scale - 0.5) faults.push(`${named(hit)} is ${Math.round(height)} px high`);
  }
  for (const element of document.querySelectorAll('body *')) {
    if (getComputedStyle(element).textTransform === 'uppercase') faults.push(`${named(element)} is in capitals`);
  }
  return faults;
}

/** Opens one state and gives what is wrong with it. */
async function look(context, address, { language, side, state, name }) {
  const page = await context.newPage();
  const faults = [];
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('console', (line) => line.type() === 'error' && faults.push(`console: ${line.text()}`));
  page.on(
    'request',
    (request) =>
      !request.url().startsWith('http://127.0.0.1:') &&
      !/^(data|blob):/.test(request.url()) &&
      faults.push(`asks ${request.url()}`),
  );
  await page.goto(`${address}#${language}/${side}/${state}`);
  await page
    .waitForFunction(() => document.documentElement.dataset.ready === 'yes', null, { timeout: 10_000 })
    .catch(() => faults.push('never ready'));
  // A phone makes its window as wide as what is in it, so its screen is asked.
  const wide = await page.evaluate((width) => document.documentElement.scrollWidth - width, page.viewportSize().width);
  if (wide > 0) faults.push(`runs ${wide} px out of the window`);
  faults.push(...(await page.evaluate(plain, side)));
  await page.evaluate(axe);
  const { violations } = await page.evaluate(
    (values) => window.axe.run(document, { runOnly: { type: 'tag', values } }),
    TAGS,
  );
  for (const { id, help, nodes } of violations) {
    faults.push(
      `${id}: ${help}\n      ${nodes.map((node) => `${node.target.join(' ')} ${node.any[0]?.message ?? ''}`).join('\n      ')}`,
    );
  }
  if (pictures) {
    await mkdir(join(folder, name), { recursive: true });
    await page.screenshot({ path: join(folder, name, `${side}-${state}.png`), caret: 'initial' });
  }
  await page.close();
  return faults;
}

async function statesOf(context, address) {
  const page = await context.newPage();
  await page.goto(address);
  await page.waitForFunction(() => document.documentElement.dataset.ready === 'yes');
  const states = await page.evaluate(() => window.beistandStates);
  await page.close();
  return states;
}

/** Runs one look over the states it is meant for. */
async function runLook(address, { name, fontSize, language, sides, states: chosen, ...options }) {
  const args = fontSize === undefined ? QUIET : [...QUIET, `--blink-settings=defaultFontSize=${fontSize}`];
  const browser = await chromium.launch({ executablePath: BROWSER, args });
  const locale = language === 'de' ? 'de-DE' : language;
  const context = await browser.newContext({ ...options, locale, timezoneId: 'Europe/Berlin' });
  const states = await statesOf(context, address);
  let bad = 0;
  let count = 0;
  for (const side of sides) {
    for (const state of states[side]) {
      if (chosen !== undefined && !chosen.includes(state)) continue;
      if (part !== undefined && !new RegExp(part).test(state)) continue;
      count += 1;
      const faults = await look(context, address, { language, side, state, name });
      if (faults.length === 0) continue;
      bad += 1;
      console.error(`  ${name} ${side} ${state}\n    ${faults.join('\n    ')}`);
    }
  }
  await browser.close();
  console.log(`${bad === 0 ? 'good' : 'BAD '} ${name}: ${count} states, ${bad} with faults`);
  return bad;
}

/** Does what a person does, each in a browser of its own, and gives how many went wrong. */
async function runDeeds(address) {
  const browser = await chromium.launch({ executablePath: BROWSER, args: QUIET });
  let bad = 0;
  let count = 0;
  for (const { name, shows, act, prepare, ...options } of DEEDS) {
    if (only !== undefined && !name.includes(only)) continue;
    count += 1;
    const context = await browser.newContext({ locale: 'de-DE', timezoneId: 'Europe/Berlin', ...options });
    await prepare?.(context);
    const page = await context.newPage();
    page.setDefaultTimeout(5_000);
    try {
      await page.goto(`${address}#de/${shows}`);
      await page.waitForFunction(() => document.documentElement.dataset.ready === 'yes');
      await act(page, context);
    } catch (fault) {
      bad += 1;
      console.error(`  ${name}\n    ${fault.message}`);
    }
    await context.close();
  }
  await browser.close();
  console.log(`${bad === 0 ? 'good' : 'BAD '} deeds: ${count}, ${bad} with faults`);
  return bad;
}

const server = await serve();
let bad = part === undefined ? await runDeeds(server.address) : 0;
for (const each of [...LOOKS, ...SMALL, ...ZOOMED]) {
  if (only !== undefined && !each.name.includes(only)) continue;
  bad += await runLook(server.address, each);
}
await server.stop();
if (pictures) console.log('Pictures are under target/pictures/ui');
process.exit(bad === 0 ? 0 : 1);
