import { expect, test, type Page } from "../support/fixtures.ts";
import { LicenseGrid } from "../support/grid.ts";
import { indicator } from "../support/licenses.ts";
import { enter } from "../support/pages.ts";
import { person } from "../support/people.ts";
import { holdSocket, withoutSocket } from "../support/socket.ts";

test.beforeEach(({ page }) => enter(page, person("partner")));

test("finds licenses while one types, and marks the hits", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all&sort=name");
  const all = await grid.count();
  const [key = ""] = await grid.texts("key");
  const customer = (await grid.texts("customer")).find((name) => / /.test(name)) ?? "";
  await expect(grid.search).toHaveAttribute("placeholder", "Search Name, Key, Customer, Note, Order number");

  await grid.search.pressSequentially(key.slice(0, -2).toLowerCase());
  await expect(grid.rows.first().locator(".c-key mark")).toHaveText(key.slice(0, -2));
  await expect.poll(() => grid.count()).toBeLessThan(all);
  await expect(grid.said(/^\d+ rows?\.$/)).toBeAttached();

  const word = customer.split(" ")[0] ?? "";
  await grid.search.fill(`${word.slice(0, 1)}*${word.slice(-1)}`);
  await expect(grid.rows.filter({ hasText: customer }).first()).toBeVisible();

  await grid.search.fill(`${word} ${key}`);
  await expect.poll(async () => (await grid.texts("key")).length).toBeLessThan(2);

  await grid.search.press("Escape");
  await expect(grid.search).toHaveValue("");
  await expect.poll(() => grid.count()).toBe(all);
});

test("a star stands for anything, case for nothing", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all&sort=name");
  const [key = ""] = await grid.texts("key");
  const [start, end] = [key.slice(0, 4), key.slice(-4)];
  await grid.search.fill(`${start}*${end}`.toLowerCase());
  const others = async () => (await grid.texts("key")).filter((found) => !found.startsWith(start) || !found.endsWith(end));
  await expect.poll(others).toEqual([]);
  expect(await grid.texts("key")).toContain(key);
  await expect(grid.line(0).locator(".c-key mark")).toHaveText([start, end]);
});

test("accents and umlauts are found by their plain letters, and the other way around", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all&q=uro");
  const found = await grid.count();
  await expect(grid.rows.locator("mark").filter({ hasText: /üro/i }).first()).toBeAttached();
  await LicenseGrid.open(page, "?tab=all&q=ÜRO");
  expect(await grid.count()).toBe(found);
});

test("an older answer never replaces a newer one", async ({ page }) => {
  const socket = await holdSocket(page);
  const grid = await LicenseGrid.open(page, "?tab=all");
  await expect(indicator(page)).toHaveText("Live");
  const [first = "", second = ""] = await grid.texts("key");
  const shown = await watchKeys(page);
  socket.hold();
  await grid.search.fill(first);
  await expect(page).toHaveURL(new RegExp(`q=${first}`));
  await expect.poll(() => socket.held()).toBeGreaterThan(0);
  await grid.search.fill(second);
  await expect(page).toHaveURL(new RegExp(`q=${second}`));
  socket.release();
  await expect.poll(() => grid.texts("key")).toEqual([second]);
  expect(await shown(), "the older answer was never drawn").not.toContain(first);
});

test("an older answer never replaces a newer one without a live connection", async ({ page, errors }) => {
  errors.allow(/WebSocket connection/);
  await withoutSocket(page);
  const grid = await LicenseGrid.open(page, "?tab=all");
  const [first = "", second = ""] = await grid.texts("key");
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  let heldBack = () => {};
  const asked = new Promise<void>((resolve) => (heldBack = resolve));
  await page.route("**/api/license_page*", async (route) => {
    if (!route.request().postData()?.includes(first)) return route.continue();
    const answer = await route.fetch();
    heldBack();
    await released;
    // The browser may have given the question up meanwhile.
    await route.fulfill({ response: answer }).catch(() => {});
  });
  await grid.search.fill(first);
  await asked;
  await grid.search.fill(second);
  await expect.poll(() => grid.texts("key")).toEqual([second]);
  const late = page.waitForEvent("requestfinished", (request) => !!request.postData()?.includes(first));
  release();
  await late;
  // Two frames, in which a late answer would be drawn.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  expect(await grid.texts("key")).toEqual([second]);
  await expect(page).toHaveURL(new RegExp(`q=${second}`));
});

/** The keys of lists of one row that are drawn from now on. */
async function watchKeys(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(window, { seenKeys: seen });
    new MutationObserver(() => {
      const keys = [...document.querySelectorAll(".grid-row[data-line] .c-key code")];
      if (keys.length === 1) seen.push(keys[0]?.textContent ?? "");
    }).observe(document.querySelector(".grid-body")!, { childList: true, subtree: true, attributes: true });
  });
  return () => page.evaluate(() => (window as unknown as { seenKeys: string[] }).seenKeys);
}

test("a search without hits says so and offers the way back", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all&status=active");
  await grid.search.fill("no such license anywhere");
  await expect(page.getByText("Nothing matches")).toBeVisible();
  await expect(grid.said("0 rows.")).toBeAttached();
  await page.getByRole("button", { name: "Clear all filters" }).click();
  await expect(page.getByText("Nothing matches")).toHaveCount(0);
  await expect(grid.rows.first()).toBeVisible();
  await expect(grid.search).toHaveValue("");
  await expect(page).toHaveURL("/licenses?tab=all");
});

test("filters by product and status from their menus, and takes them back by their chips", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all");
  const all = await grid.count();
  const filters = page.getByRole("group", { name: "Filters" });

  await filters.getByRole("button", { name: "Product" }).click();
  const products = page.getByRole("dialog", { name: "Filter by Product" });
  await expect(products.getByRole("searchbox", { name: "Search values of Product" })).toBeFocused();
  const choice = products.getByRole("checkbox").first();
  const [name = "", count = ""] = await Promise.all([
    products.locator(".filter-value bdi").first().innerText(),
    products.locator(".filter-value .count").first().innerText(),
  ]);
  await choice.check();
  await expect.poll(() => grid.count()).toBe(Number(count.replaceAll(",", "")));
  await page.keyboard.press("Escape");
  await expect(products).toBeHidden();
  await expect(filters.getByRole("button", { name: "Product" })).toContainText("1");
  const chip = page.getByRole("button", { name: `Product: ${name}`, exact: true });
  await expect(chip).toBeVisible();
  expect(new Set(await grid.texts("product"))).toEqual(new Set([name]));

  await filters.getByRole("button", { name: "Status" }).click();
  const statuses = page.getByRole("dialog", { name: "Filter by Status" });
  await statuses.getByRole("checkbox", { name: /^Active / }).check();
  await expect(page.getByRole("button", { name: "Remove filter Status: Active" })).toBeAttached();
  await expect.poll(async () => new Set(await grid.root.locator(".c-status .badge").allTextContents())).toEqual(new Set(["Active"]));
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: `Remove filter Product: ${name}` }).click();
  await expect(chip).toHaveCount(0);
  await page.getByRole("button", { name: "Remove filter Status: Active" }).click();
  await expect.poll(() => grid.count()).toBe(all);
  await expect(page).toHaveURL("/licenses?tab=all");
});

test("the values of a filter can be searched, and follow the other filters", async ({ page }) => {
  await LicenseGrid.open(page, "?tab=all");
  await page.getByRole("group", { name: "Filters" }).getByRole("button", { name: "Customer" }).click();
  const customers = page.getByRole("dialog", { name: "Filter by Customer" });
  const names = customers.locator(".filter-value bdi");
  const name = (await names.nth(1).innerText()).trim();
  await customers.getByRole("searchbox").fill(name);
  await expect(names).toHaveText([name]);
  await customers.getByRole("searchbox").fill("no such customer");
  await expect(customers.getByText("No values")).toBeVisible();
});

test("filters by spans of days and by a range", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all");
  const button = page.getByRole("group", { name: "Filters" }).getByRole("button", { name: "Expires" });
  const menu = page.getByRole("dialog", { name: "Filter by Expires" });
  await button.click();
  await menu.getByRole("radio", { name: "Expired" }).check();
  await expect(page.getByRole("button", { name: "Remove filter Expires: Expired" })).toBeAttached();
  await expect.poll(async () => (await grid.root.locator(".c-expires .days").allTextContents()).every((days) => / ago$/.test(days))).toBe(true);
  await menu.getByRole("radio", { name: "Next 30 days" }).check();
  await expect(page).toHaveURL("/licenses?tab=all&expires=next-30");
  await expect
    .poll(async () => {
      const days = await grid.root.locator(".c-expires .days").allTextContents();
      return days.length > 0 && days.every((text) => text === "ends today" || Number.parseInt(text, 10) <= 30);
    })
    .toBe(true);
  await menu.getByLabel("From").fill("2020-01-01");
  await menu.getByLabel("To").fill("2020-01-02");
  await menu.getByRole("button", { name: "Apply" }).click();
  await expect(menu).toBeHidden();
  await expect(page).toHaveURL("/licenses?tab=all&expires=2020-01-01..2020-01-02");
  await button.click();
  await menu.getByRole("button", { name: "Clear" }).click();
  await expect(page).toHaveURL("/licenses?tab=all");
});

test("columns are chosen from a menu and by the header, and come back", async ({ page }) => {
  const grid = await LicenseGrid.open(page);
  await page.getByRole("button", { name: "Columns" }).click();
  const chooser = page.getByRole("dialog", { name: "Columns" });
  await chooser.getByRole("checkbox", { name: "Edition" }).uncheck();
  await expect(grid.header("Edition")).toHaveCount(0);
  await chooser.getByRole("checkbox", { name: "Vendor" }).check();
  await expect(grid.header("Vendor")).toHaveCount(1);
  await page.keyboard.press("Escape");
  await grid.header("Key").hover();
  await page.getByRole("button", { name: "Menu of Key" }).click();
  await page.getByRole("menuitem", { name: "Hide this column" }).click();
  await expect(grid.header("Key")).toHaveCount(0);

  await page.reload();
  await grid.ready();
  await expect(grid.columns).toHaveText(["Name", "Product", "Customer", "Seats", "Status", "Purchased", "Expires", "Note", "Order number", "Vendor"]);
  await page.getByRole("button", { name: "Columns" }).click();
  await chooser.getByRole("button", { name: "Standard columns" }).click();
  await expect(page).toHaveURL("/licenses?view=plain");
  await expect(grid.header("Edition")).toHaveCount(1);
});

test("the box says what is searched for after going back, too", async ({ page }) => {
  const grid = await LicenseGrid.open(page);
  await page.getByRole("navigation", { name: "Which licenses" }).getByRole("link", { name: "All" }).click();
  await expect(page).toHaveURL(/tab=all/);
  await grid.search.pressSequentially("gmbh");
  await expect(page).toHaveURL(/q=gmbh/);
  await expect(grid.search).toBeFocused();
  await page.goBack();
  await expect(page).not.toHaveURL(/q=gmbh/);
  await expect(grid.search).toHaveValue("");
});

test("a column moves by keys, keeps its place when it is hidden and shown, and stays in the address", async ({ page }) => {
  const grid = await LicenseGrid.open(page);
  const order = () => page.locator("[data-head]").evaluateAll((heads) => heads.map((head) => head.getAttribute("data-head")));
  await grid.header("Name").focus();
  await page.keyboard.press("Shift+ArrowRight");
  await expect.poll(async () => (await order()).slice(0, 3)).toEqual(["key", "name", "product"]);
  await expect(grid.header("Name"), "the moved column keeps the focus").toBeFocused();
  await page.reload();
  await expect.poll(async () => (await order()).slice(0, 3)).toEqual(["key", "name", "product"]);
  await grid.header("Name").focus();
  await page.keyboard.press("Shift+ArrowLeft");
  await expect.poll(async () => (await order()).slice(0, 2)).toEqual(["name", "key"]);
  expect(grid.parameter("cols"), "the usual order is not written down").toBeNull();
});
