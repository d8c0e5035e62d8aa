import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { serviceWorker } from './service-worker.plugin.mjs';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** `vite` for development against a gateway on port 3000; `vite build` for the files that the gateway serves. */
export default defineConfig({
  root: here('.'),
  plugins: [react(), serviceWorker({ source: here('src/service-worker.js'), publicFolder: here('public') })],
  resolve: {
    alias: {
      '@djamms/contracts': here('../../libs/contracts/src/index.ts'),
      '@djamms/client': here('../../libs/client/src/index.ts'),
    },
  },
  build: {
    outDir: here('../../dist/web'),
    emptyOutDir: true,
    target: 'es2023',
    // Fonts as data: addresses would be refused by the content security policy.
    assetsInlineLimit: 0,
  },
  server: {
    port: 5173,
    proxy: {
      '/api': 'http://127.0.0.1:3000',
      '/media': 'http://127.0.0.1:3000',
      '/socket.io': { target: 'http://127.0.0.1:3000', ws: true },
    },
  },
});
