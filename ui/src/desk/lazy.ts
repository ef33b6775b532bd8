/**
 * The parts of the window that load after the first screen, so that its first list appears sooner. Each loads when it is
 * needed, and all of them once the first screen is painted.
 */
export const lazy = {
  chat: () => import('../conversation/ChatPanel.svelte'),
  profile: () => import('../profile/Profile.svelte'),
  administration: () => import('../administration/AdministrationPage.svelte'),
};

/** Loads all of them ahead of their use. A file that cannot be read is reported where its part is shown. */
export async function loadLazy(): Promise<void> {
  await Promise.allSettled(Object.values(lazy).map((load) => load()));
}
