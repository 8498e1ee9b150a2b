import type { Page } from "@playwright/test";
import { expect, test } from "../support/fixtures.ts";
import { LicenseGrid } from "../support/grid.ts";
import { enter, expectAccessible } from "../support/pages.ts";
import { person } from "../support/people.ts";

// Nobody adds licenses of this partner meanwhile, as other files do of the other one.
test.beforeEach(({ page }) => enter(page, person("partner")));

const sum = (groups: { count: number }[]) => groups.reduce((sum, group) => sum + group.count, 0);

const values = async (grid: LicenseGrid, level = 1) => (await grid.groupCounts(level)).map(({ value }) => value);

/** Opens a pill's menu by mouse. */
async function openMenu(grid: LicenseGrid, pill: string): Promise<void> {
  await grid.pill(pill).locator(".pill-menu").click();
  await expect(grid.page.getByRole("menu", { name: /^Options for / })).toBeVisible();
}

/** Chooses one of several things in a pill's menu. */
async function choose(grid: LicenseGrid, pill: string, choice: string): Promise<void> {
  await openMenu(grid, pill);
  await grid.page.getByRole("menuitemradio", { name: choice, exact: true }).click();
  await expect(grid.page.getByRole("menu")).toBeHidden();
}

const focusedText = (page: Page) => page.locator(":focus").textContent();

test("a date groups by year, and each year by month", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all");
  const all = await grid.count();
  await grid.header("Expires").hover();
  await page.getByRole("button", { name: "Menu of Expires" }).click();
  await page.getByRole("menuitem", { name: "Group by year", exact: true }).click();
  await expect(grid.pills).toHaveText(["Expires: year"]);
  expect(grid.parameter("group")).toBe("expires.year");
  await expect(grid.header("Expires"), "the grouped column leaves the grid").toHaveCount(0);
  await expect.poll(async () => sum(await grid.groupCounts())).toBe(all);
  const years = await grid.groupCounts();
  for (const { value } of years) expect(value).toMatch(/^(20\d\d|\(none\))$/);
  await expect(grid.said(`Grouped by Expires: year. ${years.length} groups.`)).toBeAttached();

  await openMenu(grid, "Expires: year");
  await page.getByRole("menuitem", { name: "Split further: month" }).click();
  await expect(grid.pills).toHaveText(["Expires: year", "Expires: month"]);
  expect(grid.parameter("group")).toBe("expires.year,expires");
  await expect(grid.said(/^Grouped by Expires: year, then Expires: month\./)).toBeAttached();

  const [year] = years;
  if (!year) throw new Error("no years");
  await grid.group(year.value).first().click();
  await expect.poll(async () => sum(await grid.groupCounts(2))).toBe(year.count);
  for (const month of await values(grid, 2)) expect(month).toMatch(new RegExp(`^[A-Z][a-z]{2} ${year.value}$`));
  expect(grid.parameter("open")).toBe(year.value);
  await page.reload();
  await grid.ready();
  await expect(grid.group(year.value).first(), "open groups are in the address").toHaveAttribute("aria-expanded", "true");
});

test("groups tell their sums where no column is shown that has them", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all&group=product&cols=name,seats");
  const own = grid.groups.first();
  const sums = (await own.locator(".c-seats").textContent()) ?? "";
  expect(sums).toMatch(/^[\d,]+ \/ [\d,]+$/);
  await expect(own.locator(".group-sums")).toHaveCount(0);
  await LicenseGrid.open(page, "?tab=all&group=product&cols=name,key");
  await expect(own.locator(".c-name .group-sums")).toHaveText(sums);
  await own.click();
  await expect(grid.rows.first()).toBeVisible();
  await expect(own.locator(".group-sums"), "drawn by the browser as by the server").toHaveText(sums);
  await expectAccessible(page);
});

for (const [choice, slug, pattern] of [
  ["Year", "expires.year", /^20\d\d$/],
  ["Quarter", "expires.quarter", /^Q[1-4] 20\d\d$/],
  ["Week", "expires.week", /^Week [1-5]?\d, 20\d\d$/],
  ["Day", "expires.day", /^[1-3]?\d [A-Z][a-z]{2} 20\d\d$/],
] as const) {
  test(`the pill's menu makes groups of each ${slug.slice(8)}`, async ({ page }) => {
    const grid = await LicenseGrid.open(page, "?tab=all&group=expires");
    await expect(grid.pills).toHaveText(["Expires: month"]);
    await choose(grid, "Expires: month", choice);
    await expect(grid.pills).toHaveText([`Expires: ${slug.slice(8)}`]);
    expect(grid.parameter("group")).toBe(slug);
    await grid.ready();
    const shown = (await values(grid)).filter((value) => value !== "(none)");
    expect(shown.length).toBeGreaterThan(0);
    for (const value of shown) expect(value).toMatch(pattern);
    await openMenu(grid, `Expires: ${slug.slice(8)}`);
    await expect(page.getByRole("menuitemradio", { name: choice, exact: true })).toBeChecked();
    await expect(page.getByRole("menuitemradio", { name: "Month", exact: true })).not.toBeChecked();
  });
}

test("a bucket that is a level already is not offered twice", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all&group=expires.year,expires");
  await openMenu(grid, "Expires: month");
  await expect(page.getByRole("menuitemradio", { name: "Quarter", exact: true })).toBeVisible();
  await expect(page.getByRole("menuitemradio", { name: "Year", exact: true })).toHaveCount(0);
});

test("seats group by bands or by exact values, and their column keeps the sums", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all&group=seats");
  await expect(grid.pills).toHaveText(["Seats: bands"]);
  await expect(grid.header("Seats")).toBeVisible();
  await expect(grid.line(0).locator(".c-seats")).toHaveText(/^[\d,]+ \/ [\d,]+$/);
  expect(sum(await grid.groupCounts())).toBe(await grid.count());
  for (const value of await values(grid)) expect(value).toMatch(/^([\d,]+–[\d,]+|1,000\+|\(none\))$/);
  const [band] = await grid.groupCounts();
  const [from, to] = (band?.value ?? "").split("–");
  await choose(grid, "Seats: bands", "Exact values");
  await expect(grid.pills).toHaveText(["Seats: exact values"]);
  expect(grid.parameter("group")).toBe("seats.value");
  await LicenseGrid.open(page, `?tab=all&seats=${from}..${to}`);
  expect(await grid.count(), "a band holds both its ends").toBe(band?.count);
});

test("groups stand by count or by a sum, in both directions", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all&group=product");
  const before = await grid.groupCounts();
  expect(before.length).toBeGreaterThan(3);
  await choose(grid, "Product", "Sort groups by count");
  await expect(grid.pill("Product")).toHaveAccessibleName("Product, by count, descending");
  await expect(grid.pill("Product"), "the focus stays").toBeFocused();
  expect(grid.parameter("group")).toBe("-product:count");
  const counts = async () => (await grid.groupCounts()).map(({ count }) => count);
  const largestFirst = before.map(({ count }) => count).toSorted((a, b) => b - a);
  await expect.poll(counts).toEqual(largestFirst);

  await grid.pill("Product").locator(".pill-title").click();
  await expect(grid.pill("Product")).toHaveAccessibleName("Product, by count, ascending");
  await expect.poll(counts).toEqual(largestFirst.toReversed());

  await choose(grid, "Product", "Sort groups by Used seats");
  expect(grid.parameter("group")).toBe("-product:used");
  const used = () => grid.groups.locator(".c-seats").evaluateAll((cells) =>
    cells
      .map((cell) => ({
        line: Number(cell.closest<HTMLElement>("[data-line]")?.dataset.line),
        used: Number((cell.textContent ?? "").split("/")[0]?.replaceAll(",", "")),
      }))
      .sort((a, b) => a.line - b.line)
      .map(({ used }) => used),
  );
  await expect.poll(async () => {
    const sums = await used();
    return sums.every((sum, at) => at === 0 || sum <= (sums[at - 1] ?? 0));
  }).toBe(true);

  await choose(grid, "Product", "Ascending");
  expect(grid.parameter("group")).toBe("product:used");
  await choose(grid, "Product", "Sort groups by value");
  expect(grid.parameter("group")).toBe("product");
  await expect.poll(() => grid.groupCounts()).toEqual(before);
});

test("another order keeps groups open, another bucket closes them", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all&group=expires.year,status");
  const [year] = await values(grid);
  if (!year) throw new Error("no years");
  await grid.group(year).click();
  await expect(grid.group(year)).toHaveAttribute("aria-expanded", "true");
  await choose(grid, "Expires: year", "Sort groups by count");
  await expect(grid.group(year)).toHaveAttribute("aria-expanded", "true");
  expect(grid.parameter("open")).toBe(year);
  await choose(grid, "Status", "Descending");
  expect(grid.parameter("open")).toBe(year);
  await choose(grid, "Expires: year", "Quarter");
  await expect(grid.pills).toHaveText(["Expires: quarter", "Status"]);
  expect(grid.parameter("open")).toBeNull();
});

test("the pill's menu works by keys alone", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all&group=expires,product");
  await grid.pill("Expires: month").focus();
  await page.keyboard.press("Alt+ArrowDown");
  await expect(page.getByRole("menu", { name: "Options for Expires" })).toBeVisible();
  await expect.poll(() => focusedText(page)).toBe("Year");
  await page.keyboard.press("ArrowDown");
  expect(await focusedText(page)).toBe("Quarter");
  await page.keyboard.press("Enter");
  await expect(grid.pills).toHaveText(["Expires: quarter", "Product"]);
  await expect(grid.pill("Expires: quarter")).toBeFocused();

  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Shift+F10");
  await expect(page.getByRole("menu", { name: "Options for Product" })).toBeVisible();
  await expect.poll(() => focusedText(page)).toBe("Sort groups by value");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("menu")).toBeHidden();
  await expect(grid.pill("Product")).toBeFocused();

  await page.keyboard.press("Alt+ArrowDown");
  await expect.poll(() => focusedText(page)).toBe("Sort groups by value");
  await page.keyboard.press("End");
  expect(await focusedText(page)).toBe("Remove from grouping");
  await page.keyboard.press("Enter");
  await expect(grid.pills).toHaveText(["Expires: quarter"]);
  await expect(grid.pill("Expires: quarter")).toBeFocused();
});

test("pills of one column change places and leave one by one", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all&group=expires.year,expires,product");
  await grid.drag(grid.pill("Expires: month"), grid.pill("Expires: year"), "start");
  await expect(grid.pills).toHaveText(["Expires: month", "Expires: year", "Product"]);
  await grid.drag(grid.pill("Expires: year"), grid.line(5));
  await expect(grid.pills).toHaveText(["Expires: month", "Product"]);
  expect(grid.parameter("group")).toBe("expires,product");
});

test("levels that do not exist are named and left out", async ({ page }) => {
  await LicenseGrid.open(page, "?group=expires.decade,product:colour,status.year,expires.year");
  await expect(page.locator(".grid-notice").getByRole("listitem")).toHaveText([
    "There is no column “expires.decade” to group by.",
    "There is no column “product:colour” to group by.",
    "There is no column “status.year” to group by.",
  ]);
  await expect(page.locator(".pill-title")).toHaveText(["Expires: year"]);
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test(`levels and their menu have no barriers, ${colorScheme}`, async ({ page }) => {
      const grid = await LicenseGrid.open(page, "?tab=all&group=-expires.year:count,seats");
      await expectAccessible(page);
      await openMenu(grid, "Expires: year");
      await expectAccessible(page);
    });
  });
}
