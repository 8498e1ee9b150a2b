import { expect, test } from "../support/fixtures.ts";
import { LicenseGrid } from "../support/grid.ts";
import { enter, expectAccessible, hydrated } from "../support/pages.ts";
import { person } from "../support/people.ts";

// axe looks at every element, which a recorded trace makes several times slower.
test.use({ trace: "off" });
test.describe.configure({ timeout: 180_000 });

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test("the sign-in page has no barriers, with and without an error", async ({ page }) => {
      await page.goto("/sign-in");
      await hydrated(page);
      await expectAccessible(page);
      await page.getByLabel("Email").fill(`axe-${colorScheme}@kranich.example`);
      await page.getByLabel("Password").fill("wrong");
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await expect(page.getByText("Email or password is wrong.")).toBeVisible();
      await hydrated(page);
      await expectAccessible(page);
    });

    test("the license grid has no barriers, nor have a row's menu and history", async ({ page }) => {
      await enter(page, person("partner"));
      const grid = await LicenseGrid.open(page, "?tab=all");
      await expectAccessible(page);
      await grid.line(1).hover();
      await grid.line(1).getByRole("button", { name: /^Actions for / }).click();
      await expect(page.getByRole("menuitem", { name: "Change history" })).toBeVisible();
      await expectAccessible(page);
      await page.getByRole("menuitem", { name: "Change history" }).click();
      await expect(page.getByRole("dialog", { name: /^Change history of / })).toBeVisible();
      await expectAccessible(page);
    });

    test("the menus of filters and columns have no barriers", async ({ page }) => {
      await enter(page, person("partner"));
      await LicenseGrid.open(page, "?tab=all");
      const filters = page.getByRole("group", { name: "Filters" });
      await filters.getByRole("button", { name: "Product" }).click();
      await expect(page.getByRole("checkbox").first()).toBeVisible();
      await expectAccessible(page);
      await page.keyboard.press("Escape");
      await filters.getByRole("button", { name: "Expires" }).click();
      await expect(page.getByRole("radio").first()).toBeVisible();
      await expectAccessible(page);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Columns" }).click();
      await expect(page.getByRole("dialog", { name: "Columns" })).toBeVisible();
      await expectAccessible(page);
    });

    test("the account's menu has no barriers", async ({ page }) => {
      await enter(page, person("partner"));
      await LicenseGrid.open(page, "?tab=all");
      await page.getByRole("button", { name: /^Account of / }).click();
      await expect(page.getByRole("button", { name: "Sign out" })).toBeVisible();
      await expectAccessible(page);
    });

    test("the license grid has no barriers, searched, filtered, wrong and empty", async ({ page }) => {
      await enter(page, person("partner"));
      await LicenseGrid.open(page, "?tab=all&q=gmbh&status=active,expires-soon&expires=2020-01-01..");
      await expectAccessible(page);
      await LicenseGrid.open(page, "?group=nonsense&q=no+such+license");
      await expect(page.getByText("Nothing matches")).toBeVisible();
      await expectAccessible(page);
    });

    test("the grouped grid has no barriers", async ({ page }) => {
      await enter(page, person("partner"));
      const grid = await LicenseGrid.open(page, "?tab=all&group=product,status");
      await grid.line(0).click();
      await expect(grid.line(0)).toHaveAttribute("aria-expanded", "true");
      await grid.line(1).click();
      await expect(grid.rows.first()).toBeVisible();
      await expectAccessible(page);
      await page.locator(".grid-scroller").evaluate((element) => element.scrollBy(0, 400));
      await expect(page.locator(".grid-sticky-bar")).toBeVisible();
      await expectAccessible(page);
    });

    test("renewing has no barriers", async ({ page }) => {
      await enter(page, person("partner"));
      const grid = await LicenseGrid.open(page, "?q=westernhagen&status=active,expires-soon");
      await grid.line(0).hover();
      await grid.line(0).getByRole("button", { name: /^Actions for / }).click();
      await page.getByRole("menuitem", { name: "Renew", exact: true }).click();
      await expect(page.getByRole("button", { name: "Renew now" })).toBeVisible();
      await expectAccessible(page);
    });

    test("the page of a license, the import and a missing page have no barriers", async ({ page, errors }) => {
      errors.allow(/status of 404/);
      await enter(page, person("partner"));
      const grid = await LicenseGrid.open(page, "?tab=all");
      await grid.line(0).hover();
      await grid.line(0).getByRole("button", { name: /^Actions for / }).click();
      await page.getByRole("menuitem", { name: "Open" }).click();
      await expect(page.getByRole("heading", { name: "Change history" })).toBeVisible();
      await expect(page.getByText("Nothing was changed yet").or(page.getByRole("listitem").first()).first()).toBeVisible();
      await expectAccessible(page);
      await page.goto("/import");
      await hydrated(page);
      await expectAccessible(page);
      await page.goto("/nonsense");
      await hydrated(page);
      await expectAccessible(page);
    });
  });
}

// A phone, and a desktop at 200 % zoom, which is a desktop with half the pixels.
for (const [name, viewport] of [
  ["a phone", { width: 390, height: 844 }],
  ["200 % zoom", { width: 720, height: 450 }],
] as const) {
  test.describe(name, () => {
    test.use({ viewport });

    test(`the grid and the page of a license have no barriers on ${name}, and fit`, async ({ page }) => {
      await enter(page, person("partner"));
      const grid = await LicenseGrid.open(page, "?tab=all&group=product");
      await expectAccessible(page);
      const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
      expect(await fits(), "the page itself does not scroll sideways").toBe(true);
      await expect(grid.line(0)).toBeInViewport();
      await grid.line(0).click();
      await expect(grid.line(1)).toBeInViewport();
      await grid.line(1).getByRole("button", { name: /^Actions for / }).click();
      await page.getByRole("menuitem", { name: "Open" }).click();
      await expect(page.getByRole("region", { name: "Details" })).toBeVisible();
      await expectAccessible(page);
      expect(await fits()).toBe(true);
    });
  });
}
