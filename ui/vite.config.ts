import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { fluent } from './fluent.ts';
import { latin1 } from './latin1.ts';
import { precompressed } from './precompressed.ts';

/** A page is built by itself: what two pages share would be files of its own, and each file more makes a page start later. */
const pages = ['counsellor', 'seeker', 'password', 'preview'];

export default defineConfig(({ mode }) => ({
  base: '/',
  // The desk's page lies in its program and is not sent anywhere.
  plugins: [svelte(), fluent(), latin1(), ['seeker', 'password'].includes(mode) && precompressed()],
  // Under vitest the browser build of Svelte is wanted, so that runes in classes are reactive.
  resolve: mode === 'test' ? { conditions: ['browser'] } : {},
  build: {
    target: 'es2022',
    // The last one is seen by pictures and page tests only.
    outDir: mode === 'preview' ? '../target/ui-preview' : `dist/${mode}`,
    emptyOutDir: true,
    // The content-security policy allows files of our own only: nothing is put inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: pages.includes(mode) ? `${mode}.html` : [],
      // One file for all that several parts of a page need.
      output: { codeSplitting: { groups: [{ name: 'shared', minShareCount: 2 }] } },
    },
  },
  test: {
    environment: 'node',
    include: ['src/**/*.test.ts'],
  },
}));
