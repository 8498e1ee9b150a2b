import { expect, test } from "../support/fixtures.ts";
import { LicenseGrid } from "../support/grid.ts";
import { call, licenseOf, makeLicenses, unique, writeNote } from "../support/licenses.ts";
import { enter, expectAccessible } from "../support/pages.ts";
import { person } from "../support/people.ts";

// What the license grid can do, the other grids of the portal can do, too.

const sum = (groups: { count: number }[]) => groups.reduce((sum, group) => sum + group.count, 0);

test.describe("customers", () => {
  // Nobody adds customers of this partner meanwhile, as other files do of the other one.
  test.beforeEach(({ page }) => enter(page, person("partner")));

  test("are grouped by dragging and by keys, with counts and sums", async ({ page }) => {
    const grid = await LicenseGrid.open(page, "", "customers");
    await expect(grid.root).toHaveAccessibleName("Customers");
    const all = await grid.count();
    await grid.drag(grid.header("Licenses"), page.locator(".group-area"));
    await expect(grid.pills).toHaveText(["Licenses: bands"]);
    await expect(grid.root).toHaveRole("treegrid");
    await expect.poll(async () => sum(await grid.groupCounts())).toBe(all);
    await expect(grid.groups.first().locator(".c-seats")).toHaveText(/^[\d,]+$/);

    await grid.header("Since").focus();
    await page.keyboard.press("Control+g");
    await expect(grid.pills).toHaveCount(2);
    await page.getByRole("button", { name: "Expand all" }).click();
    await expect(grid.groups.nth(1)).toHaveAttribute("aria-level", "2");
    await page.goBack();
    await expect(grid.parameter("open")).toBeNull();
  });

  test("are sorted, searched and filtered, and keep it in the address", async ({ page }) => {
    const grid = await LicenseGrid.open(page, "", "customers");
    await grid.header("Licenses").click();
    await expect(grid.header("Licenses")).toHaveAttribute("aria-sort", "ascending");
    await grid.header("Licenses").click();
    await expect(grid.header("Licenses")).toHaveAttribute("aria-sort", "descending");
    await expect(page).toHaveURL("/customers?sort=-licenses");
    await grid.ready();
    const numbers = (await grid.texts("licenses")).map((text) => Number(text.replaceAll(",", "")));
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a));

    await grid.search.fill("westernh*");
    await expect.poll(() => grid.count()).toBe(1);
    await expect(grid.line(0).locator("mark").first()).toBeVisible();
    await grid.search.fill("");
    await expect.poll(() => grid.count()).toBeGreaterThan(1);

    await page.goto("/customers?expired=1..");
    await expect(page.getByRole("button", { name: /^Remove filter Expired/ })).toBeVisible();
    const csv = page.getByRole("link", { name: "Export as CSV" });
    await expect(csv).toHaveAttribute("href", /^\/export\/customers\.csv\?expired=/);
  });

  test("lead to their licenses by the number of these, and by name to their pages", async ({ page }) => {
    const grid = await LicenseGrid.open(page, "?q=westernhagen", "customers");
    const licenses = (await grid.texts("licenses"))[0] ?? "";
    await grid.line(0).locator(".c-licenses a").click();
    await expect(page).toHaveURL(/\/licenses\?customer=/);
    const found = new LicenseGrid(page);
    await expect.poll(() => found.count()).toBe(Number(licenses));

    await page.goBack();
    await grid.ready();
    await grid.root.focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/organizations\/[0-9a-f-]{36}$/);
    await expect(page.getByRole("heading", { name: "Westernhagen GmbH" })).toBeVisible();
  });

  test("follow what happens to licenses", async ({ page, openBrowser }) => {
    const customer = unique("Engine GmbH");
    const other = await openBrowser();
    await enter(other, person("otherPartner"));
    await other.goto("/licenses");
    await enter(page, person("otherPartner"));
    const grid = await LicenseGrid.open(page, `?q=${customer}`, "customers");
    await expect(page.getByText("Nothing matches")).toBeVisible();
    await makeLicenses(other, [{ key: unique("ENGINE"), customer, seats: 7 }]);
    await expect.poll(() => grid.count(), { message: "without a reload" }).toBe(1);
    await expect(grid.line(0).locator(".c-seats")).toHaveText("7");
  });
});

test.describe("activity", () => {
  test.beforeEach(({ page }) => enter(page, person("otherPartner")));

  test("tells what was done, as soon as it is done", async ({ page, openBrowser }) => {
    const [key, note] = [unique("ACTIVITY"), unique("Note")];
    await page.goto("/licenses");
    await makeLicenses(page, [{ key, customer: "Activity GmbH" }]);
    const grid = await LicenseGrid.open(page, `?q=${key}`, "activity");
    await expect(grid.line(0)).toContainText("Imported");
    const before = await grid.count();

    const other = await openBrowser();
    await enter(other, person("otherPartner", "owner"));
    await other.goto("/licenses");
    await writeNote(other, key, note);
    await expect.poll(() => grid.count(), { message: "without a reload" }).toBe(before + 1);
    await expect(grid.line(0)).toContainText("Note changed");
    await expect(grid.line(0)).toContainText(note);
    await expect(grid.line(0).locator(".c-at")).toHaveText(/, \d\d:\d\d UTC$/);

    await grid.line(0).locator(".c-subject a").click();
    await expect(page).toHaveURL(/\/licenses\/[-0-9a-f]{36}$/);
  });

  test("is grouped by year, month and day, and filtered by what was done", async ({ page }) => {
    const key = unique("ACTIVITY");
    await page.goto("/licenses");
    await makeLicenses(page, [{ key, customer: "Activity GmbH" }]);
    const { id, version } = await licenseOf(page, key);
    await call(page, "rename_license", { id, version, name: `${key} renamed` });
    const grid = await LicenseGrid.open(page, `?q=${key}&group=at.year,at.month,at.day`, "activity");
    await page.getByRole("button", { name: "Expand all" }).click();
    await expect(grid.groups).toHaveCount(3);
    expect(sum(await grid.groupCounts(3))).toBe(await grid.count());
    await page.goto(`/activity?q=${key}&action=renamed`);
    await expect.poll(() => grid.count()).toBe(1);
    await expect(grid.line(0)).toContainText("Renamed");
  });

  test("shows customers no more than the histories of their licenses", async ({ page }) => {
    await enter(page, person("customer"));
    await page.goto("/activity");
    await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link")).toHaveText([
      "Licenses",
      "Activity",
      "People",
    ]);
    await expect(page.locator(".c-changes", { hasText: "Note:" })).toHaveCount(0);
  });
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });
    test.describe.configure({ timeout: 180_000 });

    test("customers and activity have no barriers, flat and grouped", async ({ page }) => {
      await enter(page, person("partner"));
      await LicenseGrid.open(page, "", "customers");
      await expectAccessible(page);
      const grid = await LicenseGrid.open(page, "?group=licenses", "customers");
      await grid.line(0).click();
      await expect(grid.line(1)).toBeVisible();
      await expectAccessible(page);
      await enter(page, person("otherPartner"));
      await page.goto("/licenses");
      await makeLicenses(page, [{ key: unique("AXE"), customer: "Activity GmbH" }]);
      await LicenseGrid.open(page, "", "activity");
      await expectAccessible(page);
      await LicenseGrid.open(page, "?group=at.year,action", "activity");
      await expectAccessible(page);
      await LicenseGrid.open(page, "?q=no+such+thing", "activity");
      await expect(page.getByText("Nothing matches")).toBeVisible();
      await expectAccessible(page);
    });
  });
}
