import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Built to dist/officer-ui and served as static files by the one process; in development it stands before a running Dossier. */
export default defineConfig({
  root: here('.'),
  base: '/',
  plugins: [react()],
  // The rooms that the pages import, from their sources: on a fresh checkout nothing of them is built yet, and later what is built may be older.
  resolve: { conditions: ['source', ...defaultClientConditions] },
  // The page is served under a strict content security policy: nothing may be inlined as data: or as a script in the HTML.
  build: {
    outDir: here('../../dist/officer-ui'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
    chunkSizeWarningLimit: 900,
  },
  server: { proxy: { '/api': 'http://localhost:4000', '/oidc': 'http://localhost:4000' } },
});
