import type { Locator } from "@playwright/test";
import { expect, test } from "../support/fixtures.ts";
import { LicenseGrid } from "../support/grid.ts";
import { enter } from "../support/pages.ts";
import { person } from "../support/people.ts";

// Nobody adds licenses of this partner meanwhile, as other files do of the other one.
test.beforeEach(({ page }) => enter(page, person("partner")));

const sum = (groups: { count: number }[]) => groups.reduce((sum, group) => sum + group.count, 0);

test("groups by dragging headers to the group area", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all");
  const all = await grid.count();
  await expect(page.getByText("Drag a column here to group")).toBeVisible();

  await grid.hold(grid.header("Product"), page.locator(".group-area"));
  await expect(page.locator(".pill.ghost"), "the header under the pointer").toHaveText("Product");
  await expect(page.locator(".pill-gap.open"), "where it will land").toHaveCount(1);
  await page.mouse.up();

  await expect(grid.pills).toHaveText(["Product"]);
  await expect(page.locator(".pill.ghost")).toHaveCount(0);
  await expect(grid.root).toHaveRole("treegrid");
  await expect(grid.header("Product"), "the grouped column leaves the grid").toHaveCount(0);
  await expect.poll(async () => sum(await grid.groupCounts())).toBe(all);
  expect(await grid.count()).toBe(all);
  const groups = (await grid.groupCounts()).length;
  await expect(grid.said(`Grouped by Product. ${groups} groups.`)).toBeAttached();
  expect(new URL(page.url()).search).toBe("?tab=all&group=product");

  await grid.drag(grid.header("Customer"), grid.groupArea, "end");
  await expect(grid.pills).toHaveText(["Product", "Customer"]);
  await expect(grid.said(`Grouped by Product, then Customer. ${groups} groups.`)).toBeAttached();
  expect(grid.parameter("group")).toBe("product,customer");
});

test("a header dropped elsewhere, or given up with Escape, groups and sorts nothing", async ({ page }) => {
  const grid = await LicenseGrid.open(page);
  await grid.drag(grid.header("Product"), grid.line(6));
  await expect(page.locator(".pill.ghost")).toHaveCount(0);
  await grid.hold(grid.header("Customer"), page.locator(".group-area"));
  await expect(page.locator(".pill.ghost")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.mouse.up();
  await expect(page.locator(".pill.ghost")).toHaveCount(0);
  await expect(grid.pills).toHaveCount(0);
  await expect(page).toHaveURL("/licenses");
});

test("groups open and close by mouse, and their parts add up", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all&group=product,status");
  const first = (await grid.groupCounts())[0];
  if (!first) throw new Error("no groups");
  const row = grid.group(first.value);
  await expect(row).toHaveAttribute("aria-expanded", "false");
  await row.click();
  await expect(row).toHaveAttribute("aria-expanded", "true");
  await expect(row).toHaveAttribute("aria-level", "1");
  await expect(grid.line(1)).toHaveAttribute("aria-level", "2");
  const inner = await grid.groupCounts(2);
  expect(sum(inner)).toBe(first.count);
  await expect(grid.line(1)).toHaveAttribute("aria-posinset", "1");
  await expect(grid.line(1)).toHaveAttribute("aria-setsize", String(inner.length));

  await grid.line(1).click();
  await expect(grid.line(2).getByRole("button", { name: /^Actions for / })).toBeAttached();
  await expect(grid.line(2)).toHaveAttribute("aria-level", "3");
  const rows = inner[0]?.count ?? 0;
  const lines = async () => Number(await grid.root.getAttribute("aria-rowcount")) - 1;
  const groups = Number(await row.getAttribute("aria-setsize"));
  await expect.poll(lines).toBe(groups + inner.length + rows);

  await row.click();
  await expect(row).toHaveAttribute("aria-expanded", "false");
  await expect.poll(lines).toBe(groups);
  await row.click();
  await expect.poll(lines, "what was open inside is open again").toBe(groups + inner.length + rows);
});

test("groups open and close by keys", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?group=product");
  await grid.root.focus();
  await page.keyboard.press("ArrowDown");
  const active = () => page.locator("#active-cell");
  await expect(grid.root).toHaveAttribute("aria-activedescendant", "active-cell");
  const row = grid.line(0);
  for (const [key, open] of [["ArrowRight", true], ["ArrowLeft", false], ["Enter", true], [" ", false]] as const) {
    await page.keyboard.press(key);
    await expect(row, `after “${key}”`).toHaveAttribute("aria-expanded", String(open));
  }
  await page.keyboard.press("ArrowDown");
  await expect(grid.line(1).locator("#active-cell")).toBeVisible();
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("ArrowRight");
  await expect(row).toHaveAttribute("aria-expanded", "true");
  for (let line = 1; line <= 60; line++) await page.keyboard.press("ArrowDown");
  await expect(grid.line(60).locator("#active-cell")).toBeVisible();
  await page.keyboard.press("ArrowLeft");
  await expect(row.locator("#active-cell"), "left of the first cell is the group, however far").toBeVisible();
  await page.keyboard.press("ArrowLeft");
  await expect(row).toHaveAttribute("aria-expanded", "false");
  await page.keyboard.press("Control+End");
  await expect(active()).toBeInViewport();
  const lines = Number(await grid.root.getAttribute("aria-rowcount")) - 1;
  await expect(grid.line(lines - 1).locator("#active-cell")).toBeVisible();
  await page.keyboard.press("Control+Home");
  await expect(grid.line(0).locator("#active-cell")).toBeVisible();
  await page.keyboard.press("ArrowUp");
  await expect(grid.header("Name")).toBeFocused();
});

test("pills change places by dragging, and leave by their x or by being dragged out", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all&group=product,customer,status");
  await expect(grid.pills).toHaveText(["Product", "Customer", "Status"]);
  await grid.drag(grid.pill("Status"), grid.pill("Product"), "start");
  await expect(grid.pills).toHaveText(["Status", "Product", "Customer"]);
  await expect(grid.said(/^Grouped by Status, then Product, then Customer\./)).toBeAttached();

  await grid.pill("Product").locator(".pill-x").click();
  await expect(grid.pills).toHaveText(["Status", "Customer"]);
  await expect(grid.header("Product"), "the column is back").toBeVisible();

  await grid.drag(grid.pill("Status"), grid.line(5));
  await expect(grid.pills).toHaveText(["Customer"]);
  await expect(page).toHaveURL("/licenses?tab=all&group=customer");
});

test("groups and ungroups by keys alone", async ({ page }) => {
  const grid = await LicenseGrid.open(page);
  const rows = await grid.count();
  await grid.header("Name").focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(grid.header("Product")).toBeFocused();
  await page.keyboard.press("Control+g");
  await expect(grid.pills).toHaveText(["Product"]);
  await expect(grid.header("Edition"), "the focus goes to the next header").toBeFocused();
  await page.keyboard.press("Control+g");
  await expect(grid.pills).toHaveText(["Product", "Edition"]);
  await expect(grid.header("Customer")).toBeFocused();

  await page.keyboard.press("Shift+Tab");
  await expect(grid.root, "the rows are the next stop").toBeFocused();
  await page.keyboard.press("Tab");
  await expect(grid.header("Customer"), "the headers are one stop: the last one used").toBeFocused();

  await page.keyboard.press("Control+ArrowUp");
  await expect(grid.pill("Product")).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(grid.pill("Edition")).toBeFocused();
  await page.keyboard.press("Control+ArrowLeft");
  await expect(grid.pills).toHaveText(["Edition", "Product"]);
  await expect(grid.pill("Edition"), "a moved pill keeps the focus").toBeFocused();

  await page.keyboard.press("Delete");
  await expect(grid.pills).toHaveText(["Product"]);
  await expect(grid.pill("Product")).toBeFocused();
  await page.keyboard.press("Backspace");
  await expect(grid.pills).toHaveCount(0);
  await expect(grid.root, "without pills the focus goes to the rows").toBeFocused();
  await expect(grid.said(`Not grouped. ${rows.toLocaleString("en-US")} rows.`)).toBeAttached();
});

test("Ctrl+Shift+G ungroups all, and the header's menu groups", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?group=product,customer");
  await grid.header("Status").focus();
  await page.keyboard.press("Control+Shift+g");
  await expect(grid.pills).toHaveCount(0);
  await expect(grid.root).toHaveRole("grid");

  await grid.header("Status").hover();
  await page.getByRole("button", { name: "Menu of Status" }).click();
  await page.getByRole("menuitem", { name: "Group by this column" }).click();
  await expect(grid.pills).toHaveText(["Status"]);
  await expect(page.getByRole("menu")).toBeHidden();
});

test("a pill's click turns the order of its groups", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all&group=product");
  const up = (await grid.groupCounts()).map(({ value }) => value);
  expect(up.length).toBeGreaterThan(3);
  expect(up).toEqual(up.toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)));
  await grid.pill("Product").click();
  await expect(grid.pill("Product")).toHaveAccessibleName("Product, descending");
  await expect.poll(async () => (await grid.groupCounts()).map(({ value }) => value)).toEqual(up.toReversed());
  expect(grid.parameter("group")).toBe("-product");
});

test("rows without a value form one group, the last one", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all&group=customer");
  await grid.scrollTo(1);
  await expect(grid.group("(none)"), "coupons have no customer").toBeInViewport();
});

test("a date groups by month", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all&group=purchased");
  const month = (await grid.groupCounts())[2];
  if (!month) throw new Error("fewer than three months");
  expect(month.value).toMatch(/^[A-Z][a-z]{2} 20\d\d$/);
  const first = new Date(`1 ${month.value} UTC`);
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0));
  const [from, to] = [first, last].map((day) => day.toISOString().slice(0, 10));
  await LicenseGrid.open(page, `?tab=all&purchased=${from}..${to}`);
  expect(await grid.count()).toBe(month.count);
  const days = await grid.texts("purchased");
  expect(days.length).toBeGreaterThan(0);
  expect(days.filter((day) => !day.endsWith(month.value))).toEqual([]);
});

test("a group closed from the bar above its rows stays in view", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all&group=status");
  await grid.line(1).click();
  await expect(grid.line(1)).toHaveAttribute("aria-expanded", "true");
  await grid.scrollTo(0.3);
  const bar = page.locator(".grid-sticky-bar");
  await expect(bar).toBeVisible();
  await bar.click();
  await expect(grid.line(1)).toHaveAttribute("aria-expanded", "false");
  await expect(grid.line(1)).toBeInViewport();
});

test.describe("by touch", () => {
  test.use({ hasTouch: true, viewport: { width: 820, height: 1180 } });

  test("a long press picks a column up, a swipe does not", async ({ page }) => {
    const grid = await LicenseGrid.open(page, "?tab=all");
    const client = await page.context().newCDPSession(page);
    const center = async (what: Locator) => {
      const box = (await what.boundingBox())!;
      return { x: Math.round(box.x + box.width / 2), y: Math.round(box.y + box.height / 2) };
    };
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", at?: { x: number; y: number }) =>
      client.send("Input.dispatchTouchEvent", { type, touchPoints: at ? [at] : [] });
    const from = await center(grid.header("Product").locator(".grid-title"));
    const to = await center(page.locator(".group-area"));

    await touch("touchStart", from);
    await touch("touchMove", { x: from.x, y: from.y - 30 });
    await touch("touchMove", to);
    await touch("touchEnd");
    await expect(grid.pills, "a swipe is not a drag").toHaveCount(0);

    await touch("touchStart", from);
    await expect(page.locator(".pill.ghost"), "picked up").toHaveText("Product");
    await touch("touchMove", { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 });
    await touch("touchMove", to);
    await expect(page.locator(".pill-gap.open")).toHaveCount(1);
    await touch("touchEnd");
    await expect(grid.pills).toHaveText(["Product"]);
    expect(grid.parameter("group")).toBe("product");
  });
});
