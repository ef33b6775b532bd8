// What a chat leaves in the browser's files: the real page against the real server, ended, left, closed and killed, and
// then every file of the profile is searched for words that were typed, for what the page keeps, and for the topic.
// `BEISTAND_SERVER_PROGRAM` names the server's program, `BEISTAND_CHROMIUM` the browser.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes, webcrypto } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('../..', import.meta.url));
const PROGRAM = process.env.BEISTAND_SERVER_PROGRAM ?? join(root, 'target/debug/beistand-server');
const BROWSER = process.env.BEISTAND_CHROMIUM ?? '/usr/bin/chromium';
const QUIET = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];
const SAID = 'Quittenbrot und Regenschirm';
const DRAFT = 'Ein halber Satz mit Zwiebelkuchen';
const PASSWORD = 'Beistand-Demo-2026';
const PATIENCE = 20_000;
const AWAY = { name: 'Gerade keine Verbindung' };
const OVER = { name: 'Der Chat wurde beendet.' };

const text = (bytes) => Buffer.from(bytes).toString('base64url');
const command = () => {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(1_795_000_000_000, 0, 6);
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** Asks until it is so; what is waited for happens in another process. */
async function until(what, so) {
  for (let tried = 0; tried < PATIENCE / 50; tried += 1) {
    const found = await so();
    if (found) return found;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`never: ${what}`);
}

async function startServer(folder) {
  const url = `http://127.0.0.1:${await freePort()}`;
  const listen = url.slice('http://'.length);
  const server = spawn(PROGRAM, ['demo', '--listen', listen, '--data', join(folder, 'data')], { stdio: 'ignore' });
  await until('the server is there', () =>
    fetch(`${url}/healthz`)
      .then(({ ok }) => ok)
      .catch(() => false),
  );
  return { url, stop: () => server.kill() };
}

/** The public keys of a new device: what it signs with, and what it has signed. */
async function keysOf(device) {
  const { subtle } = webcrypto;
  const [curve, how] = [{ namedCurve: 'P-256' }, { name: 'ECDSA', hash: 'SHA-256' }];
  const signer = await subtle.generateKey({ ...curve, name: 'ECDSA' }, true, ['sign']);
  const sealer = await subtle.generateKey({ ...curve, name: 'ECDH' }, true, ['deriveBits']);
  const raw = async ({ publicKey }) => Buffer.from(await subtle.exportKey('raw', publicKey));
  const public_key = await raw(sealer);
  const parts = [Buffer.from('beistand/day-key/v2\0'), Buffer.from(device.replaceAll('-', ''), 'hex'), Buffer.alloc(4)];
  const signature = await subtle.sign(how, signer.privateKey, Buffer.concat([...parts, public_key]));
  const day_key = { day: 0, public_key: text(public_key), signature: text(signature) };
  return { signing_key: text(await raw(signer)), day_key };
}

/** A counsellor who takes every request. */
class Counsellor {
  chats = new Map();

  static async signIn(url) {
    const anna = new Counsellor();
    anna.url = url;
    const device = command();
    const body = { name: 'anna', password: PASSWORD, device, device_name: 'Test', ...(await keysOf(device)) };
    anna.token = (await anna.call('POST', '/sessions', body)).token;
    await anna.connect();
    await anna.call('PUT', '/availability', { command: command(), act: { is: 'on' } });
    return anna;
  }

  async call(method, path, body) {
    const headers = {
      'content-type': 'application/json',
      ...(this.token && { authorization: `Bearer ${this.token}` }),
    };
    const answer = await fetch(`${this.url}/api/v1${path}`, { method, headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? null : answer.json();
  }

  async connect() {
    this.socket = new WebSocket(`${this.url.replace('http', 'ws')}/api/v1/live`);
    this.socket.addEventListener('message', ({ data }) => this.received(JSON.parse(data)));
    await new Promise((done) => this.socket.addEventListener('open', done));
    const who = { is: 'counsellor', token: this.token };
    this.socket.send(JSON.stringify({ r: 1, type: 'hello', version: 1, who }));
    await until('a snapshot', () => this.synced);
    this.renewing = setInterval(() => this.socket.send(JSON.stringify({ r: 2, type: 'renew' })), 5_000);
  }

  received({ type, event }) {
    if (type === 'snapshot') this.synced = true;
    if (type !== 'event' || event.is !== 'chat_changed') return;
    this.chats.set(event.chat.id, event.chat);
    const { id, state } = event.chat;
    if (state.state === 'waiting')
      this.call('POST', `/chats/${id}/accept`, { command: command() }).catch(() => undefined);
  }

  async end() {
    for (const [id, { state }] of this.chats) {
      if (state.state !== 'active') continue;
      await this.call('POST', `/chats/${id}/end`, { command: command() }).catch(() => undefined);
    }
    this.chats.clear();
  }

  stop() {
    clearInterval(this.renewing);
    this.socket.close();
  }
}

const open = (profile) =>
  chromium.launchPersistentContext(profile, {
    executablePath: BROWSER,
    headless: true,
    locale: 'de-DE',
    args: QUIET,
  });

/** From the start page into a chat, with a message that was sent and a sentence that was not. */
async function talk(context, url) {
  const page = context.pages()[0] ?? (await context.newPage());
  const asked = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/chats'));
  await page.goto(`${url}/demo`);
  await page.getByRole('link', { name: 'Sucht' }).click();
  await page.getByRole('button', { name: 'Chat starten' }).click();
  await page.getByRole('button', { name: 'Bestätigen' }).click();
  await page.getByRole('button', { name: 'Jetzt chatten' }).click({ timeout: PATIENCE });
  const field = page.getByRole('textbox');
  await field.fill(SAID);
  await page.getByRole('button', { name: 'Senden' }).click();
  await page.getByText(SAID).waitFor();
  await field.fill(DRAFT);
  const stored = await until('the draft is kept', () =>
    page.evaluate(() => {
      const stored = JSON.parse(sessionStorage.getItem('kept'));
      return stored.draft === null ? null : stored;
    }),
  );
  assert.equal(new URL(page.url()).pathname, '/', 'waiting room and chat have a neutral address');
  assert.equal(await page.evaluate(() => history.length), await historyBefore(page), 'and no entry in the history');
  const { token, tab } = (await asked).postDataJSON();
  const { chat } = await (await (await asked).response()).json();
  return { page, stored, secrets: [token, tab.half, chat] };
}

/** A blank page and the start page, in whichever order the browser counts them. */
const historyBefore = (page) => page.evaluate(() => Math.min(history.length, 2));

/** The files of the profile that hold one of these words, in any of the ways in which browsers write text. */
async function found(profile, words) {
  const needles = words.flatMap((word) => [
    [word, Buffer.from(word, 'utf8')],
    [word, Buffer.from(word, 'utf16le')],
    [word, Buffer.from(Buffer.from(word, 'utf8').toString('base64').replace(/=*$/, ''))],
  ]);
  const hits = [];
  for (const entry of await readdir(profile, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath ?? entry.path, entry.name);
    const bytes = await readFile(file).catch(() => Buffer.alloc(0));
    for (const [word, needle] of needles) {
      if (bytes.includes(needle)) hits.push(`${word} in ${file.slice(profile.length + 1)}`);
    }
  }
  return [...new Set(hits)];
}

/** The page says that the chat is over, and its tab keeps nothing of it. */
async function emptied(page) {
  await page.getByRole('heading', OVER).waitFor();
  await until('the tab keeps nothing', () => page.evaluate(() => sessionStorage.length === 0));
}

/** Every way out of a chat, and what the browser's files may hold afterwards. */
const WAYS = {
  'the seeker ends': async ({ page, context }) => {
    await page.getByRole('button', { name: 'Chat beenden' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Chat beenden' }).click();
    await emptied(page);
    await context.close();
  },
  'leave now': async ({ page, context }) => {
    await page.route('https://www.wikipedia.org/**', (route) => route.fulfill({ body: 'elsewhere' }));
    await page.getByRole('button', { name: /sofort verlassen/ }).click();
    await page.waitForURL('https://www.wikipedia.org/**');
    await context.close();
  },
  'the tab is closed': async ({ page, context }) => {
    await page.close();
    await context.close();
  },
  'the browser is closed': async ({ context }) => context.close(),
  'the browser is killed': async ({ context, pid }) => {
    const gone = new Promise((done) => context.on('close', done));
    process.kill(pid, 'SIGKILL');
    await gone;
  },
};

async function run(folder, { url, anna }, [name, way]) {
  const profile = join(folder, name.replaceAll(' ', '-'));
  const context = await open(profile);
  const pid = await browserOf(profile);
  const { page, stored, secrets } = await talk(context, url);
  await way({ page, context, pid });
  await anna.end();
  // A browser that is closed has written its tabs down: what is searched for would be found.
  if (name === 'the browser is closed') assert.notDeepEqual(await found(profile, [stored.lock]), []);
  return found(profile, [SAID, DRAFT, 'Zwiebelkuchen', '/demo/sucht', '"sucht"', ...secrets]);
}

/** The process of the browser that has this profile. */
async function browserOf(profile) {
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const line = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    if (line.includes(`--user-data-dir=${profile}`) && !line.includes('--type=')) return Number(name);
  }
  throw new Error('no browser has the profile');
}

/**
 * The browser with this profile's tabs brought back, driven only once the page at `address` has its title: a driver that
 * is there from the beginning races with the tab that is just being restored, and then one of them waits for ever.
 */
async function restoredBrowser(profile, address) {
  const own = [
    `--user-data-dir=${profile}`,
    '--headless',
    '--remote-debugging-port=0',
    '--restore-last-session',
    '--accept-lang=de-DE',
  ];
  const child = spawn(BROWSER, [...QUIET, ...own], { stdio: 'ignore' });
  const gone = new Promise((done) => child.on('exit', done));
  try {
    const port = await until('the browser says its port', () =>
      readFile(join(profile, 'DevToolsActivePort'), 'utf8').then(
        (said) => Number(said.split('\n')[0]),
        () => 0,
      ),
    );
    await until('the tab is back', async () => {
      const targets = await fetch(`http://127.0.0.1:${port}/json/list`).then((answer) => answer.json());
      return targets.find(({ url, title }) => url === address && title !== '' && !address.includes(title));
    });
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
    const page = browser
      .contexts()[0]
      .pages()
      .find((one) => one.url() === address);
    const close = async () => {
      child.kill();
      await gone;
    };
    return { page, close };
  } catch (failed) {
    child.kill();
    await gone;
    throw failed;
  }
}

/** A browser that brings its tabs back shows nothing of the chat until somebody asks for it. */
async function broughtBack(folder, { url, anna }) {
  const profile = join(folder, 'brought-back');
  const context = await open(profile);
  await talk(context, url);
  await context.close();
  const { page, close } = await restoredBrowser(profile, `${url}/`);
  await page.getByRole('button', { name: 'Gespräch fortsetzen' }).waitFor();
  assert.equal(await page.getByText(SAID).count(), 0);
  await page.getByRole('button', { name: 'Gespräch fortsetzen' }).click();
  await page.getByText(SAID).waitFor();
  await anna.end();
  await close();
}

/** A reload goes on, also when the server is back only later; a second tab asks, a tab that is opened again asks. */
async function goingOn(folder, { url, anna }) {
  const context = await open(join(folder, 'going-on'));
  const { page } = await talk(context, url);
  await page.reload();
  await page.getByText(SAID).waitFor();
  await until('the draft is back', async () => (await page.getByRole('textbox').inputValue()) === DRAFT);
  await page.route('**/tab-halves/**', (route) => route.abort());
  await page.reload();
  await page.getByRole('heading', AWAY).waitFor();
  await page.waitForRequest('**/tab-halves/**');
  await page.unroute('**/tab-halves/**');
  await page.getByText(SAID).waitFor();
  const stored = await page.evaluate(() => sessionStorage.getItem('kept'));

  const second = await context.newPage();
  await second.addInitScript((kept) => {
    if (sessionStorage.getItem('kept') === null) sessionStorage.setItem('kept', kept);
  }, stored);
  await second.goto(`${url}/`);
  await second.getByRole('button', { name: 'Gespräch fortsetzen' }).click();
  await second.getByRole('heading', { name: 'Der Chat ist in einem anderen Tab geöffnet' }).waitFor();
  assert.equal(await second.getByText(SAID).count(), 0);
  await second.getByRole('button', { name: 'Hier weiterführen' }).click();
  await second.getByText(SAID).waitFor();
  await page.getByRole('heading', { name: 'Der Chat ist in einem anderen Tab geöffnet' }).waitFor();
  assert.equal(await page.getByText(SAID).count(), 0);

  await anna.end();
  await emptied(second);
  const late = await context.newPage();
  await late.addInitScript((kept) => sessionStorage.setItem('kept', kept), stored);
  await late.goto(`${url}/`);
  await late.getByRole('button', { name: 'Gespräch fortsetzen' }).click();
  await emptied(late);
  assert.equal(await late.getByText(SAID).count(), 0);
  await context.close();
}

const folder = await mkdtemp(join(tmpdir(), 'traces-'));
const server = await startServer(folder);
const anna = await Counsellor.signIn(server.url);
const faults = [];
try {
  await goingOn(folder, { url: server.url, anna }).catch((failed) => faults.push(`going on: ${failed.stack}`));
  await broughtBack(folder, { url: server.url, anna }).catch((failed) => faults.push(`brought back: ${failed.stack}`));
  for (const way of Object.entries(WAYS)) {
    const hits = await run(folder, { url: server.url, anna }, way).catch((failed) => [failed.stack]);
    faults.push(...hits.map((hit) => `${way[0]}: ${hit}`));
  }
} finally {
  anna.stop();
  server.stop();
  await rm(folder, { recursive: true, force: true });
}
console.log(faults.length === 0 ? `${Object.keys(WAYS).length} ways out leave nothing` : faults.join('\n'));
process.exit(faults.length === 0 ? 0 : 1);
