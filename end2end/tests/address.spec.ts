import { expect, test } from "../support/fixtures.ts";
import { LicenseGrid } from "../support/grid.ts";
import { enter } from "../support/pages.ts";
import { person } from "../support/people.ts";

test.beforeEach(({ page }) => enter(page, person("partner")));

test("the address holds the view: back, forward, reload, another browser", async ({ page, openBrowser }) => {
  const grid = await LicenseGrid.open(page);
  await page.getByRole("link", { name: "All", exact: true }).click();
  await expect(grid.root).toHaveAccessibleName("All licenses");
  await grid.header("Product").focus();
  await page.keyboard.press("Control+g");
  await expect(grid.pills).toHaveText(["Product"]);
  await grid.header("Name").click();
  await expect(grid.header("Name")).toHaveAttribute("aria-sort", "ascending");
  await grid.search.fill("gmbh");
  await expect(page).toHaveURL("/licenses?tab=all&group=product&sort=name&q=gmbh");
  await grid.ready();
  const first = (await grid.groupCounts())[0];
  await grid.line(0).click();
  await expect(grid.line(0)).toHaveAttribute("aria-expanded", "true");
  await expect(page).toHaveURL(/&open=/);
  const address = page.url();
  const keys = await grid.texts("key");
  const count = await grid.count();

  await page.reload();
  await grid.ready();
  await expect(page).toHaveURL(address);
  await expect(grid.search).toHaveValue("gmbh");
  expect(await grid.count()).toBe(count);
  expect(await grid.texts("key")).toEqual(keys);
  expect((await grid.groupCounts())[0]).toEqual(first);

  const other = await openBrowser();
  await enter(other, person("partner"));
  await other.goto(address);
  const theirs = new LicenseGrid(other);
  await theirs.ready();
  expect(await theirs.texts("key")).toEqual(keys);

  await page.goBack();
  await expect(page).toHaveURL("/licenses?tab=all&group=product");
  await expect(grid.header("Name")).not.toHaveAttribute("aria-sort");
  await expect(grid.search).toHaveValue("");
  await page.goBack();
  await expect(grid.pills).toHaveCount(0);
  await page.goForward();
  await expect(grid.pills).toHaveText(["Product"]);
  await page.goBack();
  await page.goBack();
  await expect(page).toHaveURL("/licenses");
  await expect(grid.root).toHaveAccessibleName("Active licenses");
});

test("an address that is partly wrong says so and shows the rest", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?group=product,nonsense&sort=-nowhere&color=red&status=sad,active&tab=none");
  await expect(grid.pills).toHaveText(["Product"]);
  expect((await grid.groupCounts()).length).toBeGreaterThan(0);
  const notice = page.locator(".grid-notice");
  await expect(notice).toContainText("Parts of this address were left out:");
  await expect(notice.getByRole("listitem")).toHaveText([
    "There is no column “nonsense” to group by.",
    "There is no column “nowhere” to sort by.",
    "There is no filter “color”.",
    "“sad” is not a value of its column.",
    "There is no tab “none”.",
  ]);
  await notice.getByRole("button", { name: "Dismiss" }).click();
  await expect(notice).toHaveCount(0);
  await grid.pill("Product").press("Delete");
  await expect(page, "the next step leaves the wrong parts behind").toHaveURL("/licenses?status=active");
});

const hostile: Record<string, string> = {
  "fifty levels": `?group=${Array.from({ length: 50 }, (_, at) => `level${at}`).join(",")},product`,
  "all columns as levels, twice": `?group=${"product,edition,customer,status,purchased,expires,vendor,partner,".repeat(2)}`,
  "a search of 10 kB": `?tab=all&q=${"x".repeat(10_000)}`,
  "a search of 10 kB of stars": `?tab=all&q=${"*a".repeat(5_000)}`,
  "wildcards of SQL": `?tab=all&q=${encodeURIComponent("%_\\")}`,
  "quotes and SQL": `?tab=all&q=${encodeURIComponent(`'";--)`)}&customer=${encodeURIComponent("' OR 1=1 --")}`,
  "markup": `?tab=all&q=${encodeURIComponent("<img src=x onerror=alert(1)>")}&group=${encodeURIComponent("<b>x</b>")}`,
  "broken encoding": "?tab=all&q=%ff%c3%28&group=%00,product&open=%e2%82",
  "a page beyond the end": "?page=99999999999",
  "a thousand open groups": `?group=product&open=${Array.from({ length: 1_000 }, (_, at) => at).join("!")}`,
  "days that are none": "?expires=2026-02-30..9999-99-99&purchased=next-99999999",
  "numbers that are none": "?seats=1e9..x&page=-1",
};

for (const [what, query] of Object.entries(hostile)) {
  test(`survives ${what} in the address`, async ({ page }) => {
    const answer = await page.goto(`/licenses${query}`);
    expect(answer?.status()).toBe(200);
    const grid = new LicenseGrid(page);
    await grid.ready();
    await expect(page.getByRole("alert").filter({ visible: true })).toHaveCount(0);
    // It still works.
    await page.getByRole("link", { name: "Licenses", exact: true }).click();
    await expect(page).toHaveURL("/licenses");
    await grid.ready();
    await expect(grid.rows.first()).toBeVisible();
  });
}

test("wildcards of SQL are ordinary characters", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all");
  const all = await grid.count();
  for (const text of ["%", "_", "\\"]) {
    await grid.search.fill(text);
    await expect.poll(() => grid.parameter("q")).toBe(text);
    await grid.ready();
    await expect.poll(() => grid.count(), `“${text}” finds only itself`).toBeLessThan(all);
  }
});

test("a license of another tenant is not found, and neither is nonsense", async ({ page, openBrowser, errors }) => {
  errors.allow(/status of 404/);
  const other = await openBrowser();
  await enter(other, person("otherPartner"));
  const grid = await LicenseGrid.open(other);
  await grid.line(0).hover();
  await grid.line(0).getByRole("button", { name: /^Actions for / }).click();
  const address = await other.getByRole("menuitem", { name: "Open" }).getAttribute("href");
  expect(address).toMatch(/^\/licenses\/[0-9a-f-]{36}$/);
  const own = await other.goto(address ?? "");
  expect(own?.status()).toBe(200);

  for (const path of [address ?? "", "/licenses/00000000-0000-7000-8000-000000000000", "/licenses/nonsense", "/nonsense"]) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(404);
    await expect(page.getByRole("heading", { name: "Nothing here" }), path).toBeVisible();
  }
  await page.getByRole("link", { name: "To the licenses" }).click();
  await expect(page).toHaveURL("/licenses");
});
