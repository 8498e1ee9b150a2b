import { defineConfig } from "@playwright/test";
import { existsSync } from "node:fs";

const chromium =
  process.env.CHROMIUM ??
  ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);

/** Journeys through the release build, in the machine's own Chromium. */
export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  globalSetup: "./support/global-setup.ts",
  forbidOnly: !!process.env.CI,
  // What passes at its second try is reported as flaky: a fault of the test or a race to look into.
  retries: 1,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [[process.stdout.isTTY ? "line" : "list"]],
  use: {
    viewport: { width: 1440, height: 900 },
    locale: "en-US",
    // Not the server's, so that a page that depends on the zone shows it.
    timezoneId: "America/Los_Angeles",
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    contextOptions: { reducedMotion: "reduce" },
    launchOptions: {
      executablePath: chromium,
      args: [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "desktop", testIgnore: "**/*.nojs.spec.ts" },
    { name: "no-js", testMatch: "**/*.nojs.spec.ts", use: { javaScriptEnabled: false } },
  ],
});
