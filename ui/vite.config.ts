import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

/** The pages that are shipped, and the page that only pictures and page tests see. */
const shipped = { counsellor: 'counsellor.html', seeker: 'seeker.html' };

export default defineConfig(({ mode }) => ({
  base: '/',
  plugins: [svelte()],
  // Under vitest the browser build of Svelte is wanted, so that runes in classes are reactive.
  resolve: mode === 'test' ? { conditions: ['browser'] } : {},
  build: {
    target: 'es2022',
    outDir: mode === 'preview' ? '../target/ui-preview' : 'dist',
    emptyOutDir: true,
    // The content-security policy allows files of our own only: nothing is put inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: mode === 'preview' ? { preview: 'preview.html' } : shipped },
  },
  test: {
    environment: 'node',
    include: ['src/**/*.test.ts'],
  },
}));
