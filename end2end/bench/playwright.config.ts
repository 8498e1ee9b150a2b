import { defineConfig } from "@playwright/test";
import base from "../playwright.config.ts";

/** Measurements on the release build: one after the other, with nothing beside them. */
export default defineConfig({
  ...base,
  testDir: ".",
  testMatch: "*.bench.ts",
  globalSetup: undefined,
  workers: 1,
  timeout: 3_600_000,
  reporter: [["line"]],
  use: { ...base.use, trace: "off", screenshot: "off" },
  projects: [{ name: "bench" }],
});
