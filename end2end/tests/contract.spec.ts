import { expect, test, type Page } from "../support/fixtures.ts";
import { LicenseGrid } from "../support/grid.ts";
import { cellOf, editorOf, licenseOf, makeLicenses, openLicenses, unique } from "../support/licenses.ts";
import { enter } from "../support/pages.ts";
import { person } from "../support/people.ts";
import { withoutSocket } from "../support/socket.ts";

/** A license of this test alone, in a grid that shows nothing else. */
async function openOwn(page: Page): Promise<string> {
  const key = unique("RULE");
  await enter(page, person("otherPartner"));
  await page.goto("/licenses");
  await makeLicenses(page, [{ key, customer: "Contract GmbH", note: "before" }]);
  await openLicenses(page, key);
  return key;
}

/** The line that the keyboard is on. */
const activeLine = async (page: Page) =>
  Number(await page.locator("[data-line]", { has: page.locator("#active-cell") }).getAttribute("data-line"));

test("typing on a cell begins its text anew", async ({ page }) => {
  const key = await openOwn(page);
  await cellOf(page, key, "note").click();
  await page.keyboard.type("new");
  await expect(editorOf(page, "Note", key).getByRole("textbox")).toHaveValue("new");
  await page.keyboard.press("Enter");
  await expect(cellOf(page, key, "note")).toHaveText("new");
  await expect.poll(async () => (await licenseOf(page, key)).note).toBe("new");
});

test("Shift+Tab saves and goes back to the cell before", async ({ page }) => {
  const key = await openOwn(page);
  await cellOf(page, key, "note").click();
  await page.keyboard.press("F2");
  await editorOf(page, "Note", key).getByRole("textbox").fill("saved on the way back");
  await page.keyboard.press("Shift+Tab");
  await expect(editorOf(page, "Name", key).getByRole("textbox")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect.poll(async () => (await licenseOf(page, key)).note).toBe("saved on the way back");
});

test("Ctrl+Down leads from the group area over the headers to the rows", async ({ page }) => {
  await enter(page, person("partner"));
  const grid = await LicenseGrid.open(page, "?tab=all&group=product");
  await grid.pill("Product").focus();
  await page.keyboard.press("Control+ArrowDown");
  await expect(grid.header("Name")).toBeFocused();
  await page.keyboard.press("Control+ArrowDown");
  await expect(grid.root).toBeFocused();
  await expect(page.locator("#active-cell")).toBeVisible();
});

test("rows are walked by pages and cells to both ends", async ({ page }) => {
  await enter(page, person("partner"));
  const grid = await LicenseGrid.open(page, "?tab=all");
  await grid.line(2).locator(".c-key").click({ position: { x: 3, y: 3 } });
  expect(await activeLine(page)).toBe(2);
  await page.keyboard.press("PageDown");
  await expect.poll(() => activeLine(page)).toBeGreaterThan(8);
  const after = await activeLine(page);
  await expect(grid.line(after)).toBeInViewport();
  await page.keyboard.press("PageUp");
  await expect.poll(() => activeLine(page)).toBe(2);
  await page.keyboard.press("End");
  await expect(page.locator(".c-actions#active-cell")).toBeVisible();
  await page.keyboard.press("Home");
  await expect(page.locator(".c-name#active-cell")).toBeVisible();
});

test("rows that did not come are asked for again in place", async ({ page, errors }) => {
  errors.allow(/WebSocket connection/, /Failed to load resource/, /ERR_FAILED/);
  await withoutSocket(page);
  await enter(page, person("partner"));
  const grid = await LicenseGrid.open(page, "?tab=all");
  await page.route("**/api/license_page*", (route) => route.abort());
  await grid.header("Name").click();
  const trouble = page.getByRole("alert").filter({ hasText: "There is no connection to the server." });
  await expect(trouble).toBeVisible();
  await expect(grid.rows.first(), "the old rows stay").toBeVisible();
  await page.unroute("**/api/license_page*");
  await trouble.getByRole("button", { name: "Try again" }).click();
  await expect(trouble).toHaveCount(0);
  await grid.ready();
  const sorted = async () => {
    const names = (await grid.texts("name")).map((name) => name.toLowerCase());
    return names.join("\n") === names.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)).join("\n");
  };
  await expect.poll(sorted).toBe(true);
});
