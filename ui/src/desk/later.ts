/**
 * The parts of the window that it does not begin with, so that its first list is there sooner. Each is loaded when it is wanted;
 * all of them, once the first screen stands.
 */
export const later = {
  chat: () => import('../conversation/ChatTalk.svelte'),
  profile: () => import('../profile/Profile.svelte'),
};

/** Loads all of them, so that nobody waits for one. They are files of the program: one that cannot be read is said when it is wanted. */
export async function loadLater(): Promise<void> {
  await Promise.allSettled(Object.values(later).map((load) => load()));
}
