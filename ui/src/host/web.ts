/** The seeker's host in a browser: same origin, no cookies, nothing kept beyond the tab. */
import type { ClientFrame, ServerFrame, TabHalf } from '../generated/protocol';
import { addressOf } from './address';
import { webAttention } from './attention';
import { answered, ask, request } from './http';
import { fromText, type Bytes } from '../seal/bytes';
import { RequestFailed, type Cancel, type Connection, type ConnectionEvents, type SeekerHost } from './seeker';

/** Where "Seite sofort verlassen" leads: a page that anybody might have open. */
const NEUTRAL_PAGE = 'https://www.wikipedia.org/';
const KEPT = 'kept';
async function sendFile(path: string, token: string, sealed: Bytes): Promise<void> {
  const plain = request('PUT', token, undefined);
  const headers = { ...plain.headers, 'content-type': 'application/octet-stream' };
  await answered(path, { ...plain, headers, body: new Blob([sealed]) });
}

async function readFile(path: string, token: string): Promise<Bytes> {
  const response = await answered(path, request('GET', token, undefined));
  const buffer = await response.arrayBuffer().catch(() => {
    throw new RequestFailed('offline');
  });
  return new Uint8Array(buffer);
}

/** The browser asks where, or knows. The address of the bytes lives as long as that takes to begin. */
function saveFile(name: string, media: string, bytes: Bytes): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([bytes], { type: media }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function connect(events: ConnectionEvents): Connection {
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(`${scheme}//${location.host}/api/v1/live`);
  socket.addEventListener('open', () => events.opened());
  socket.addEventListener('message', (message) => events.frame(JSON.parse(String(message.data)) as ServerFrame));
  socket.addEventListener('close', () => events.closed());
  return {
    send: (frame: { r: number } & ClientFrame) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
    },
    close: () => socket.close(),
  };
}

function listen(target: EventTarget, names: string[], act: () => void): Cancel {
  for (const name of names) target.addEventListener(name, act);
  return () => {
    for (const name of names) target.removeEventListener(name, act);
  };
}

/**
 * The tab's own storage, and memory where that is full or blocked: then a reload finds nothing new, but the page works.
 * With site data blocked the very word `sessionStorage` throws.
 */
function tabStorage(): Pick<SeekerHost, 'kept' | 'keep' | 'forget'> {
  let memory: string | null = null;
  return {
    kept: () => {
      try {
        return memory ?? sessionStorage.getItem(KEPT);
      } catch {
        return null;
      }
    },
    keep: (text) => {
      memory = text;
      try {
        sessionStorage.setItem(KEPT, text);
        memory = null;
      } catch {
        // It stays in memory.
      }
    },
    forget: () => {
      memory = null;
      try {
        sessionStorage.clear();
      } catch {
        // Nothing can lie there.
      }
    },
  };
}

/** A reload is told apart from a tab that was closed and opened again, and from a browser that brings its tabs back. */
function isReload(): boolean {
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  return navigation?.type === 'reload';
}

/** Chromium says of a tab that it had put away to save memory that it did (`document.wasDiscarded`). */
function wasDiscarded(): boolean {
  return (document as { wasDiscarded?: boolean }).wasDiscarded === true;
}

/** How long a page that is going may hold a name, in milliseconds: a reload waits for the page before it. */
const CLAIM_WITHIN = 1_000;

/** What lets go of each name that this page holds. */
const releases = new Map<string, () => void>();

/** Locks of this origin (Web Locks API); a browser without them holds every name. */
async function claim(name: string, take: boolean, lost: () => void): Promise<boolean> {
  // Older browsers have no locks, whatever the types say.
  const locks = navigator.locks as LockManager | undefined;
  if (locks === undefined) return true;
  return new Promise((resolve) => {
    const given = (): Promise<void> => {
      resolve(true);
      // Held until it is released or the page goes.
      return new Promise((release) => releases.set(name, release));
    };
    const waiting = new AbortController();
    const options = take ? { steal: true } : { signal: waiting.signal };
    let had = false;
    locks
      .request(name, options, () => {
        had = true;
        return given();
      })
      .catch(() => (had ? lost() : resolve(false)));
    // Only somebody who holds it ends the waiting: a browser that is slow to answer has not given it to anybody.
    if (!take) {
      const isHeld = ({ held = [] }: LockManagerSnapshot): boolean => held.some((lock) => lock.name === name);
      locks.query().then(
        (snapshot) => isHeld(snapshot) && setTimeout(() => waiting.abort(), CLAIM_WITHIN),
        () => waiting.abort(),
      );
    }
  });
}

/** The host of the page in this window. */
export function webHost(): SeekerHost {
  const chats = (chat: string, rest: string): string => `/chats/${encodeURIComponent(chat)}/${rest}`;
  return {
    secure: window.isSecureContext && typeof crypto.subtle !== 'undefined',
    address: addressOf(location.pathname),
    languages: navigator.languages,
    attention: webAttention(),
    now: () => Date.now(),
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
    after: (milliseconds, act) => {
      const timer = setTimeout(act, milliseconds);
      return () => clearTimeout(timer);
    },
    connect,
    page: (slug) => ask('GET', `/pages/${encodeURIComponent(slug)}?entry=start_page`, null),
    requestChat: (body) => ask('POST', '/chats', null, body),
    beginChat: (token, chat, body) => ask('POST', chats(chat, 'begin'), token, body),
    transition: (token, chat, transition, body) => ask('POST', chats(chat, transition), token, body),
    messagesAfter: (token, chat, after) => ask('GET', chats(chat, `messages?after=${after}`), token),
    sendFile: (token, chat, file, message, sealed) =>
      sendFile(
        `${chats(chat, 'files')}/${file}?message=${message}&audience=everyone&size=${sealed.length}`,
        token,
        sealed,
      ),
    file: (token, chat, file) => readFile(`${chats(chat, 'files')}/${file}`, token),
    saveFile,
    transitionWhileLeaving: (token, chat, transition, body) => {
      const plain = request('POST', token, body);
      fetch(`/api/v1${chats(chat, transition)}`, { ...plain, keepalive: true }).catch(() => undefined);
    },
    comesBack: isReload() || wasDiscarded(),
    tabHalf: async (id) => fromText((await ask<TabHalf>('GET', '/tab-halves/current', id)).half),
    claim,
    release: (name) => releases.get(name)?.(),
    clearAddress: () => history.replaceState(null, '', '/'),
    ...tabStorage(),
    visible: () => document.visibilityState === 'visible',
    onVisibility: (act) => listen(document, ['visibilitychange'], act),
    onOnline: (act) => listen(window, ['online', 'pageshow'], act),
    goToNeutralPage: () => location.replace(NEUTRAL_PAGE),
  };
}
