// Parts of the pages' code that are loaded when they are first needed.
import { expect, test, type Page } from "../support/fixtures.ts";
import { LicenseGrid } from "../support/grid.ts";
import { enter, hydrated } from "../support/pages.ts";
import { person } from "../support/people.ts";

test.beforeEach(({ page }) => enter(page, person("partner")));

/** What a browser says of files that it does not get. */
const COMPLAINTS = [/Failed to load resource/, /Failed to fetch/, /HTTP status code is not ok/, /WebSocket/];
const PARTS = /\/pkg\/(split|chunk)_/;

/** The names of the parts that a page loads from here on. */
function loaded(page: Page): string[] {
  const names: string[] = [];
  page.on("request", (request) => {
    if (PARTS.test(request.url())) names.push(new URL(request.url()).pathname);
  });
  return names;
}

async function openMenu(page: Page) {
  await new LicenseGrid(page).header("Product").getByRole("button").click();
}

const menu = (page: Page) => page.getByRole("menu", { name: "Menu of Product" });

test("the page of licenses comes without them, and each comes once", async ({ page }) => {
  const parts = loaded(page);
  await LicenseGrid.open(page);
  expect(parts).toEqual([]);
  await openMenu(page);
  await expect(menu(page)).toBeVisible();
  const first = parts.length;
  expect(first).toBeGreaterThan(0);
  await page.keyboard.press("Escape");
  await openMenu(page);
  await expect(menu(page)).toBeVisible();
  expect(parts).toHaveLength(first);
});

test("a part that an update of the server took away begins the page anew", async ({ page, errors }) => {
  errors.allow(...COMPLAINTS);
  await LicenseGrid.open(page, "?tab=all&group=status");
  await page.route(PARTS, (route) => route.fulfill({ status: 404, body: "gone" }));
  const gone = page.waitForResponse((answer) => PARTS.test(answer.url()) && answer.status() === 404);
  const again = page.waitForEvent("load");
  await openMenu(page);
  await gone;
  await page.unroute(PARTS);
  await again;
  await hydrated(page);
  await expect(page).toHaveURL(/group=status/);
  await openMenu(page);
  await expect(menu(page)).toBeVisible();
});

test("without a connection the page stays and says so", async ({ page, context, errors }) => {
  errors.allow(...COMPLAINTS);
  await LicenseGrid.open(page);
  await context.setOffline(true);
  await openMenu(page);
  await expect(page.getByText("There is no connection to the server.")).toBeVisible();
  await context.setOffline(false);
  await openMenu(page);
  await expect(menu(page)).toBeVisible();
});

test("a page of its own comes by a link and by its address", async ({ page }) => {
  await LicenseGrid.open(page);
  const heading = page.getByRole("heading", { name: "Import licenses", level: 1 });
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Import" }).click();
  await expect(heading).toBeVisible();
  await page.reload();
  await hydrated(page);
  await expect(heading).toBeVisible();
});

test("a page whose own code does not come says what to do", async ({ page, errors }) => {
  errors.allow(...COMPLAINTS);
  await page.route(PARTS, (route) => route.fulfill({ status: 404, body: "gone" }));
  await page.goto("/import");
  const reload = page.getByRole("link", { name: "Reload" });
  await expect(reload).toBeVisible();
  await page.unroute(PARTS);
  await reload.click();
  await hydrated(page);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
});
