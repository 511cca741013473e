/**
 * How the pages are built: everything from this origin, in chunks that a first visit needs few of.
 * https://vite.dev/config/
 */
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const folder = import.meta.dirname;
const worker = 'resident-worker.ts';

// Vite wants a default export; it is the only one of the house.
export default defineConfig({
  root: folder,
  base: '/',
  plugins: [react()],
  resolve: { alias: [{ find: /^#model\//, replacement: `${join(folder, '../model')}/` }] },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // An inlined data: URL saves nothing here, and a worker or font inlined would need a wider
    // policy.
    assetsInlineLimit: 0,
    // ECharts is loaded when the first trend is opened; see workstation/chart/TrendChart.tsx.
    chunkSizeWarningLimit: 700,
    // The workstation; signing in; the residents' app and its worker; the inbox; screens.
    rolldownOptions: {
      input: [
        ...['index', 'sign-in', 'resident', 'inbox', 'screen'].map((page) =>
          join(folder, `${page}.html`),
        ),
        join(folder, worker),
      ],
      output: {
        // A worker speaks for the pages below its own address, and is asked for by a fixed one.
        entryFileNames: ({ facadeModuleId }) =>
          facadeModuleId?.endsWith(worker) === true
            ? 'resident-worker.js'
            : 'assets/[name]-[hash].js',
      },
    },
  },
  server: {
    proxy: Object.fromEntries(
      ['/fhir', '/api', '/oauth'].map((path) => [
        path,
        process.env['YISHU_API'] ?? 'http://127.0.0.1:8080',
      ]),
    ),
  },
});
