import { expect, test } from "../support/fixtures.ts";
import { LicenseGrid } from "../support/grid.ts";
import { call } from "../support/licenses.ts";
import { enter, hydrated } from "../support/pages.ts";
import { person } from "../support/people.ts";

test.beforeEach(({ page }) => enter(page, person("partner")));

// How many rows one likes is kept with the person, whom other tests know without pages.
test.afterEach(({ page }) => call(page, "preferences_set", { preferences: { rows: 0 } }));

test("a column is made wider by its edge, by keys, and fitted by a double click", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all");
  const header = grid.header("Edition");
  const width = async () => Math.round((await header.boundingBox())!.width);
  const before = await width();
  const edge = header.locator(".head-edge");
  const place = (await edge.boundingBox())!;
  await page.mouse.move(place.x + 3, place.y + 10);
  await page.mouse.down();
  await page.mouse.move(place.x + 63, place.y + 10, { steps: 4 });
  await page.mouse.up();
  await expect.poll(width).toBe(before + 60);
  await expect(page).toHaveURL(new RegExp(`width=edition.${before + 60}`));
  const cell = (await grid.line(0).locator(".c-edition").boundingBox())!;
  expect(Math.round(cell.width), "the cells with it").toBe(before + 60);

  await header.focus();
  await page.keyboard.press("Alt+ArrowLeft");
  await expect.poll(width).toBe(before + 44);
  await page.keyboard.press("Alt+ArrowRight");
  await expect.poll(width).toBe(before + 60);

  await edge.dblclick();
  await expect.poll(width).not.toBe(before + 60);
  const clipped = await grid.root
    .locator(".grid-row:visible .c-edition bdi")
    .evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1).length);
  expect(clipped, "texts that do not fit").toBe(0);

  await page.reload();
  await grid.ready();
  await expect(page).toHaveURL(/width=edition/);
});

test("columns stay in place up to a chosen one", async ({ page }) => {
  await page.setViewportSize({ width: 700, height: 700 });
  const grid = await LicenseGrid.open(page, "?tab=all");
  await grid.header("Key").getByRole("button", { name: /Key/ }).click({ force: true });
  await page.getByRole("menuitem", { name: "Keep in place up to here" }).click();
  await expect(page).toHaveURL(/pin=1/);
  const left = async () => Math.round((await grid.header("Key").boundingBox())!.x);
  const before = await left();
  await page.locator(".grid-scroller").evaluate((scroller) => scroller.scrollTo({ left: 400 }));
  await expect.poll(left).toBe(before);
  expect(Math.round((await grid.header("Product").boundingBox())!.x)).toBeLessThan(before);
  await grid.header("Key").getByRole("button", { name: /Key/ }).click({ force: true });
  await page.getByRole("menuitem", { name: "Let columns scroll again" }).click();
  await expect(page).not.toHaveURL(/pin=/);
});

test("rows are as high as one likes, and it stays in the address", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all");
  const height = async () => Math.round((await grid.line(0).boundingBox())!.height);
  const normal = await height();
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("radio", { name: "Compact" }).check();
  await expect.poll(height).toBeLessThan(normal);
  await page.getByRole("radio", { name: "Relaxed" }).check();
  await expect.poll(height).toBeGreaterThan(normal);
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/density=relaxed/);
  await grid.scrollTo(1);
  await expect(grid.line((await grid.count()) - 1)).toBeInViewport();
});

test("pages instead of scrolling", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all");
  const all = await grid.count();
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("radio", { name: "25", exact: true }).check();
  await page.keyboard.press("Escape");
  const pager = page.getByRole("navigation", { name: "Pages" });
  const pages = Math.ceil(all / 25);
  await expect(pager).toContainText(`Page 1 of ${pages}`);
  const shown = () => grid.rows.filter({ visible: true }).count();
  await expect.poll(shown).toBeLessThanOrEqual(25);
  const first = (await grid.texts("key"))[0];
  await pager.getByRole("link", { name: "Next page" }).click();
  await expect(pager).toContainText(`Page 2 of ${pages}`);
  await expect(grid.line(25)).toBeVisible();
  expect((await grid.texts("key"))[0]).not.toBe(first);
  await expect(grid.root).toHaveAttribute("aria-rowcount", String(all + 1));
  await page.goBack();
  await expect(pager).toContainText(`Page 1 of ${pages}`);
  await expect(grid.line(0)).toBeVisible();
  await page.goto(`/licenses?tab=all&per=25&page=${pages}`);
  await grid.ready();
  await expect(grid.line(all - 1)).toBeVisible();
  await expect(pager.getByRole("link", { name: "Next page" })).toHaveCount(0);
});

test("who prefers pages has them wherever the address does not say, in every grid", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all");
  const pager = page.getByRole("navigation", { name: "Pages" });
  await expect(pager).toHaveCount(0);
  const choose = async (rows: string) => {
    await page.getByRole("button", { name: "Columns" }).click();
    // It is kept with the person, so that other browsers have it, too.
    const kept = page.waitForResponse((answer) => answer.url().endsWith("/api/preferences_set"));
    await page.getByRole("radio", { name: rows, exact: true }).check();
    await kept;
    await page.keyboard.press("Escape");
  };
  await choose("25");
  await expect(pager).toBeVisible();
  const html = await (await page.request.get("/licenses?tab=all")).text();
  expect(html.match(/role="row"[^>]* data-line=/g), "the server makes the page so").toHaveLength(25);
  await page.goto("/licenses?tab=all");
  await grid.ready();
  await expect(pager).toContainText("Page 1 of");
  await page.goto("/customers");
  await hydrated(page);
  await expect(pager).toContainText("Page 1 of");
  await page.goto("/licenses?tab=all&per=10");
  await grid.ready();
  await expect(grid.rows.filter({ visible: true }), "an address that says so has its own").toHaveCount(10);
  await choose("All, scrolling");
  await page.goto("/licenses?tab=all");
  await grid.ready();
  await expect(pager).toHaveCount(0);
});

test("all groups are expanded by one request, and collapsed", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all&group=status,product");
  const groups = await grid.root.locator(".grid-row.group[data-line]").count();
  let asked = 0;
  page.on("request", (request) => {
    if (request.url().includes("/api/grid_groups")) asked += 1;
  });
  await page.getByRole("button", { name: "Expand all" }).click();
  await expect(grid.said(/\d+ groups expanded\./)).toBeAttached();
  expect(asked).toBe(1);
  await expect(grid.line(1)).toHaveAttribute("aria-level", "2");
  await expect(grid.line(2)).toHaveAttribute("aria-level", "3");
  await page.getByRole("button", { name: "Collapse all" }).click();
  await expect(grid.root.locator(".grid-row.group[data-line]")).toHaveCount(groups);
  await expect(page).not.toHaveURL(/open=/);
});

test("a column is dragged to another place among the headers", async ({ page }) => {
  const grid = await LicenseGrid.open(page);
  const titles = await grid.columns.allTextContents();
  const [from, to] = [titles.indexOf("Customer"), titles.indexOf("Product")];
  expect(from).toBeGreaterThan(to);
  const box = async (name: string) => (await grid.header(name).boundingBox())!;
  const [customer, product] = [await box("Customer"), await box("Product")];
  await page.mouse.move(customer.x + 30, customer.y + 12);
  await page.mouse.down();
  await page.mouse.move(product.x + 12, product.y + 12, { steps: 6 });
  await expect(grid.header("Product"), "shows where it lands").toHaveClass(/drop-before/);
  await page.mouse.up();
  const moved = titles.filter((title) => title !== "Customer");
  moved.splice(to, 0, "Customer");
  await expect(grid.columns).toHaveText(moved);
  await expect(page).toHaveURL(/cols=/);
  await expect(page, "and does not sort").not.toHaveURL(/sort=/);

  // The key groups nothing, but has a place as every other.
  const [key, edition] = [await box("Key"), await box("Edition")];
  await page.mouse.move(key.x + 30, key.y + 12);
  await page.mouse.down();
  await page.mouse.move(edition.x + 12, edition.y + 12, { steps: 6 });
  await page.mouse.up();
  const again = moved.filter((title) => title !== "Key");
  again.splice(again.indexOf("Edition"), 0, "Key");
  await expect(grid.columns).toHaveText(again);
  await page.goBack();
  await expect(grid.columns).toHaveText(moved);
});
