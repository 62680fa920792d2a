import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// Relative addresses: the page is served at / on its own port and at /console/ behind the gateway.
export default defineConfig({
  base: "./",
  plugins: [react()],
  build: { target: "es2022", assetsInlineLimit: 0, chunkSizeWarningLimit: 900 },
});
