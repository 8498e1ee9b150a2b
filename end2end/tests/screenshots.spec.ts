import { expect, test } from "../support/fixtures.ts";
import { LicenseGrid } from "../support/grid.ts";
import { enter, hydrated, takeScreenshots } from "../support/pages.ts";
import { person } from "../support/people.ts";

// What the README shows and people look at after a change of the interface.

test("pictures of the sign-in page", async ({ page }) => {
  await page.goto("/sign-in");
  await hydrated(page);
  await expect(page.getByRole("heading", { name: "Sign in to Seatkeeper" })).toBeVisible();
  await takeScreenshots(page, "sign-in");
});

test("pictures of the licenses", async ({ page }) => {
  await enter(page, person("partner"));
  const grid = await LicenseGrid.open(page);
  await expect(page.getByText("Live", { exact: true })).toBeAttached();
  await expect(grid.rows.first()).toBeVisible();
  await takeScreenshots(page, "licenses");
});

test("pictures of the licenses, grouped", async ({ page }) => {
  await enter(page, person("partner"));
  const grid = await LicenseGrid.open(page, "?tab=all&group=product,status&sort=-seats");
  await expect(page.getByText("Live", { exact: true })).toBeAttached();
  await grid.line(1).click();
  await expect(grid.line(1)).toHaveAttribute("aria-expanded", "true");
  await grid.line(3).click();
  await expect(grid.line(3)).toHaveAttribute("aria-expanded", "true");
  await grid.ready();
  await expect(grid.rows.first()).toBeVisible();
  await page.mouse.move(0, 0);
  await takeScreenshots(page, "licenses-grouped");
});

test("pictures of a license", async ({ page }) => {
  await enter(page, person("partner"));
  const grid = await LicenseGrid.open(page, "?tab=all&q=westernhagen");
  await grid.line(0).hover();
  await grid.line(0).getByRole("button", { name: /^Actions for / }).click();
  await page.getByRole("menuitem", { name: "Open" }).click();
  await expect(page.getByRole("heading", { name: "Change history" })).toBeVisible();
  await expect(page.getByText("Loading …")).toHaveCount(0);
  await takeScreenshots(page, "license");
});

test("pictures of the import", async ({ page }) => {
  await enter(page, person("partner"));
  await page.goto("/import");
  await hydrated(page);
  await takeScreenshots(page, "import");
});

for (const name of ["customers", "activity"]) {
  test(`pictures of the grid of ${name}`, async ({ page }) => {
    await enter(page, person("partner"));
    const grid = await LicenseGrid.open(page, "", name);
    await grid.ready();
    await takeScreenshots(page, name);
  });
}

test("pictures of what opens over the licenses", async ({ page }) => {
  await enter(page, person("partner"));
  const grid = await LicenseGrid.open(page, "?tab=all&seats=5..&sort=name");
  const open: [string, () => Promise<void>][] = [
    ["columns", () => page.getByRole("button", { name: "Columns" }).click()],
    ["views", () => page.getByRole("button", { name: /^Views?\b/ }).first().click()],
    ["filter", () => page.locator(".chip__edit").first().click()],
    ["menu", () => grid.line(2).getByRole("button", { name: /^Actions for / }).click()],
  ];
  for (const [name, act] of open) {
    await grid.line(2).hover();
    await act();
    await expect(page.locator(":popover-open").first()).toBeVisible();
    await takeScreenshots(page, `over-${name}`);
    await page.keyboard.press("Escape");
  }
  await grid.line(1).getByRole("checkbox").click();
  await grid.line(4).getByRole("checkbox").click({ modifiers: ["Shift"] });
  const bar = page.getByRole("toolbar", { name: "Selected licenses" });
  await bar.getByRole("button", { name: "Export as CSV" }).click();
  await bar.getByRole("button", { name: "Renew" }).click();
  const dialog = page.getByRole("dialog", { name: "Renew" });
  await expect(dialog, "words apart").toContainText(/€[\d.,]+ 10% off €[\d.,]+/);
  await takeScreenshots(page, "over-renew");
});
