import { readFileSync } from "node:fs";
import { defineConfig } from "vite";

const licence = readFileSync(new URL("node_modules/lit/LICENSE", import.meta.url), "utf8").trim();
const banner = `/*! Dateline's widget, Apache-2.0. Built from service/widget/src by \`npm run build\`.
It contains Lit (https://lit.dev):
${licence}
*/`;

export default defineConfig({
  build: {
    lib: { entry: "src/index.ts", formats: ["iife"], name: "dateline", fileName: () => "widget.js" },
    outDir: "build",
    // The first that know light-dark().
    target: ["chrome123", "firefox121", "safari17.5"],
    rolldownOptions: { output: { postBanner: banner, comments: { legal: false } } },
  },
  logLevel: "warn",
});
