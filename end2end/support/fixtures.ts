import { test as base, type BrowserContext, type BrowserContextOptions, type Page } from "@playwright/test";

/** What a page complained about. A test fails when it is not empty at its end. */
export class PageErrors {
  readonly seen: string[] = [];
  private readonly allowed: RegExp[] = [];

  /** Expects complaints of this kind in this test, such as a refused request's. */
  allow(...patterns: RegExp[]): void {
    this.allowed.push(...patterns);
  }

  watch(context: BrowserContext): void {
    context.on("console", (message) => {
      if (message.type() === "error") {
        this.seen.push(`console.error: ${message.text()} (${message.location().url})`);
      }
    });
    context.on("weberror", (error) => {
      const { name, message, stack } = error.error();
      const text = stack || message || name || "(no text)";
      this.seen.push(`page error: ${text} (${error.page()?.url() ?? "no page"})`);
    });
  }

  get unexpected(): string[] {
    return this.seen.filter((text) => !this.allowed.some((pattern) => pattern.test(text)));
  }
}

interface Fixtures {
  errors: PageErrors;
  /** Opens a page in a browser context of its own: another person, or another device. */
  openBrowser: (options?: BrowserContextOptions) => Promise<Page>;
}

export const test = base.extend<Fixtures>({
  baseURL: async ({}, use) => {
    await use(process.env.SEATKEEPER_URL);
  },
  errors: [
    async ({}, use) => {
      const errors = new PageErrors();
      await use(errors);
      base.expect(errors.unexpected, "errors in the browser").toEqual([]);
    },
    { auto: true },
  ],
  context: async ({ context, errors }, use) => {
    errors.watch(context);
    await use(context);
  },
  openBrowser: async ({ browser, errors }, use) => {
    const opened: BrowserContext[] = [];
    await use(async (options) => {
      const context = await browser.newContext(options);
      errors.watch(context);
      opened.push(context);
      return context.newPage();
    });
    await Promise.all(opened.map((context) => context.close()));
  },
});

export { expect, type Page } from "@playwright/test";
