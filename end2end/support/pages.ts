import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { join } from "node:path";
import type { Person } from "./people.ts";

/** Waits until the page's own code has taken over; before, clicks go nowhere. */
export async function hydrated(page: Page): Promise<void> {
  await expect(page.locator("html[data-hydrated]")).toBeAttached();
}

/** Signs in by the form, which also works without JavaScript, and waits for the next page. */
export async function signIn(page: Page, who: Person): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(who.email);
  await page.getByLabel("Password").fill(who.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
}

/** Loses the session while no page is open that would miss it. */
export async function forgetSession(page: Page): Promise<void> {
  await page.goto("about:blank");
  await page.context().clearCookies();
}

/** Signs in without the form, for tests of something else. */
export async function enter(page: Page, who: Person): Promise<void> {
  const origin = process.env.SEATKEEPER_URL ?? "";
  const answer = await page.request.post(`${origin}/sign-in`, {
    form: { email: who.email, password: who.password },
    headers: { origin },
    maxRedirects: 0,
  });
  expect(answer.headers().location, `${who.email} signs in`).toBe("/licenses");
}

/** The page has nothing that axe finds fault with, best practices included. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target }) => `${id}: ${help}: ${target.join(" ")}`),
  );
  expect(found, "accessibility").toEqual([]);
}

/**
 * Pictures of the page for people to look at: light and dark, wide and narrow. They go into
 * `test-results`; `PICTURES=screenshots npx playwright test screenshots` renews the README's.
 */
export async function takeScreenshots(page: Page, name: string): Promise<void> {
  const folder = process.env.PICTURES ?? "test-results/pictures";
  const before = page.viewportSize();
  for (const [width, height] of [[1440, 900], [390, 844]] as const) {
    await page.setViewportSize({ width, height });
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const path = join(import.meta.dirname, "..", folder, `${name}-${colorScheme}-${width}.png`);
      await page.screenshot({ path });
    }
  }
  await page.emulateMedia({ colorScheme: null });
  if (before) await page.setViewportSize(before);
}
