// What several deeds need.

export const PHONE = { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true };

/** Waits until what has changed is drawn. */
export const frames = (page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

/** The program publishes the same screen once more, with what has changed in it. */
export const publish = (page, changes) =>
  page.evaluate((changes) => {
    const { host } = window.beistandShown.desk;
    const screen = { ...host.view.screen, ...changes };
    host.publish({ ...host.view, revision: host.view.revision + 1, screen });
    return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  }, changes);
