import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

/** The page that bench/scrub.py drives: the player and the stage alone, outside the product's bundle. */
export default defineConfig({
  root: 'src/bench',
  base: './',
  plugins: [svelte()],
  build: { target: 'es2022', emptyOutDir: true },
  worker: { format: 'es' },
});
