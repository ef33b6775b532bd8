/** Every screen with made-up people, for pictures and page tests: `preview.html#de/seeker/talk`. Never shipped. */
import { mount, tick } from 'svelte';
import '../kit/tokens.css';
import '../kit/base.css';
import CounsellorApp from '../desk/App.svelte';
import { loadLazy } from '../desk/lazy';
import * as pictures from '../seal/metadata/pictures.fixture';
import { prepareFile } from '../seal/prepare';
import SeekerApp from '../seeker/App.svelte';
import PasswordApp from '../password/App.svelte';
import { counsellorStates } from './counsellor';
import { passwordStates } from './password';
import { seekerStates } from './seeker';

const [language = 'de', side = 'seeker', name = ''] = location.hash.slice(1).split('/');
const target = document.getElementById('app');

async function show(app: HTMLElement): Promise<void> {
  if (side === 'seeker') {
    const make = seekerStates[name];
    if (make === undefined) throw new Error(`no state ${name}`);
    const { session, act } = await make(language);
    Object.assign(window, { beistandShown: { session } });
    mount(SeekerApp, { target: app, props: { session } });
    await tick();
    act?.(app);
  } else if (side === 'password') {
    const make = passwordStates[name];
    if (make === undefined) throw new Error(`no state ${name}`);
    mount(PasswordApp, { target: app, props: { choosing: await make(), languages: [language] } });
  } else {
    const make = counsellorStates[name];
    if (make === undefined) throw new Error(`no state ${name}`);
    await loadLazy();
    const { desk, act } = make(language);
    Object.assign(window, { beistandShown: { desk } });
    mount(CounsellorApp, { target: app, props: { desk } });
    await desk.start();
    await tick();
    await act?.(app);
  }
  await tick();
}

/** For the page tests: what pictures become before they are sealed. */
Object.assign(window, { beistandFiles: { ...pictures, prepareFile } });

/** What there is, for the page tests; `beistandShown` is what they drive. */
Object.assign(window, {
  beistandStates: {
    seeker: Object.keys(seekerStates),
    password: Object.keys(passwordStates),
    counsellor: Object.keys(counsellorStates),
  },
});
if (target !== null && name !== '') {
  await show(target);
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}
document.documentElement.dataset.ready = 'yes';
