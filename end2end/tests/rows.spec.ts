import { expect, test } from "../support/fixtures.ts";
import { LicenseGrid } from "../support/grid.ts";
import { enter } from "../support/pages.ts";
import { person } from "../support/people.ts";
import { holdSocket } from "../support/socket.ts";

test.beforeEach(({ page }) => enter(page, person("partner")));

test("the first rows are in the document that the server sends", async ({ page }) => {
  const html = await (await page.request.get("/licenses?sort=name")).text();
  expect(html.match(/data-line="\d+"/g)).toHaveLength(50);
  const grid = await LicenseGrid.open(page, "?sort=name");
  const names = await grid.texts("name");
  expect(names.length).toBeGreaterThan(10);
  const text = html.replace(/<[^>]*>/g, "");
  for (const name of names.slice(0, 10)) expect(text).toContain(name.replaceAll("&", "&amp;"));
});

test("the first paint waits for nothing but the document", async ({ page }) => {
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.resourceType() === "stylesheet") asked.push(request.url());
  });
  const grid = await LicenseGrid.open(page, "?tab=all");
  expect(asked).toEqual([]);
  await expect(page.locator("head style")).toHaveCount(1);
  await expect(grid.root.locator(".grid-row").first()).toHaveCSS("display", "flex");
});

test("a header sorts up, then down; more with Shift, numbered", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all");
  await expect(grid.header("Expires"), "what one sees without choosing").toHaveAttribute("aria-sort", "ascending");
  const sorted = async (direction: 1 | -1) => {
    const names = (await grid.texts("name")).map((name) => name.toLowerCase());
    const order = names.toSorted((a, b) => (a < b ? -direction : a > b ? direction : 0));
    return names.join("\n") === order.join("\n");
  };
  await grid.header("Name").click();
  await expect(grid.header("Name")).toHaveAttribute("aria-sort", "ascending");
  await expect(grid.header("Expires")).not.toHaveAttribute("aria-sort");
  await expect.poll(() => sorted(1)).toBe(true);
  await grid.header("Name").click();
  await expect(grid.header("Name")).toHaveAttribute("aria-sort", "descending");
  await expect.poll(() => sorted(-1)).toBe(true);

  await grid.header("Product").click();
  await grid.header("Expires").click({ modifiers: ["Shift"] });
  await grid.header("Expires").click({ modifiers: ["Shift"] });
  expect(grid.parameter("sort")).toBe("product,-expires");
  await expect(grid.header("Product").locator(".sort-arrow.up")).toHaveText("1");
  await expect(grid.header("Expires").locator(".sort-arrow.down")).toHaveText("2");
  await expect(grid.header("Expires"), "one column is the first").not.toHaveAttribute("aria-sort");
  await grid.header("Expires").click({ modifiers: ["Shift"] });
  await expect(grid.header("Expires").locator(".sort-arrow")).toHaveCount(0);

  await grid.header("Status").press("Enter");
  await expect(grid.header("Status"), "by keys").toHaveAttribute("aria-sort", "ascending");
});

test("jumps anywhere by the scroll bar, with few elements and true numbers", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all&sort=name");
  const all = await grid.count();
  expect(all).toBeGreaterThan(300);
  await expect(grid.root).toHaveAttribute("aria-rowcount", String(all + 1));
  await expect(grid.line(0)).toBeInViewport();

  await grid.scrollTo(1);
  const last = grid.line(all - 1);
  await expect(last).toBeInViewport({ ratio: 0.9 });
  await expect(last.getByRole("button", { name: /^Actions for / })).toBeAttached();
  await expect(last).toHaveAttribute("aria-rowindex", String(all + 1));

  for (const share of [0.5, 0.13, 0.87, 0.31, 0]) {
    await grid.scrollTo(share);
    const middle = Math.floor(share * (all - 18)) + 8;
    await expect(grid.line(middle)).toBeInViewport();
    await expect(grid.waiting).toHaveCount(0);
    const indexes = await grid.rows.evaluateAll((rows) => rows.map((row) => Number(row.getAttribute("aria-rowindex"))));
    const [low, high] = [Math.min(...indexes), Math.max(...indexes)];
    expect(new Set(indexes).size, "each line once, none left out").toBe(high - low + 1);
    expect(await page.locator("[data-grid] [role=row]").count(), "elements").toBeLessThan(70);
  }
  const nodes = await page.evaluate(() => document.querySelectorAll("*").length);
  expect(nodes).toBeLessThan(1_900);
});

test("another order and other filters keep in sight what was seen", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all&sort=name");
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  await grid.scrollTo(0.4);
  await expect(grid.root.locator(".bone")).toHaveCount(0);
  // The first row that is wholly below the headers.
  const { key, y } = await grid.root.evaluate((root) => {
    const edge = root.querySelector(".grid-head")!.getBoundingClientRect().bottom;
    const rows = [...root.querySelectorAll("[data-line]:not([hidden])")];
    const tops = rows.map((row) => ({ row, y: row.getBoundingClientRect().y }));
    const first = tops.filter(({ y }) => y >= edge - 1).toSorted((a, b) => a.y - b.y)[0]!;
    return { key: first.row.querySelector(".c-key code")!.textContent!, y: Math.round(first.y) };
  });
  const row = grid.rows.filter({ hasText: key });
  const stays = async (why: string) =>
    expect.poll(async () => Math.round((await row.boundingBox())?.y ?? -1), { message: why }).toBe(y);
  await row.getByRole("gridcell").nth(1).click();
  const line = await row.getAttribute("aria-rowindex");

  await grid.header("Product").click();
  await expect(grid.header("Product")).toHaveAttribute("aria-sort", "ascending");
  await expect(row, "it stands elsewhere").not.toHaveAttribute("aria-rowindex", line!);
  await stays("sorted");
  await expect(row.locator("#active-cell"), "the keyboard is on it").toHaveCount(1);

  await page.evaluate(() => history.back());
  await expect(row, "it stands where it stood").toHaveAttribute("aria-rowindex", line!);
  await stays("back");

  await grid.search.fill(key.slice(0, 2));
  await expect(grid.line(0), "what is found begins with the first").toBeInViewport();
});

test("scrolling by the wheel shows every row once", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all&sort=name");
  const all = await grid.count();
  const seen = new Map<number, string>();
  await grid.line(3).hover();
  for (let turn = 0; seen.size < Math.min(all, 200) && turn < 60; turn++) {
    await page.mouse.wheel(0, 600);
    await expect(grid.waiting).toHaveCount(0);
    const drawn = await grid.rows.evaluateAll((rows) =>
      rows.map((row) => [Number(row.getAttribute("aria-rowindex")), row.querySelector("code")?.textContent ?? ""] as const),
    );
    // Rows that came on the screen since then may be on their way.
    for (const [index, key] of drawn.filter(([, key]) => key)) {
      expect(seen.get(index) ?? key, `line ${index} stays what it was`).toBe(key);
      seen.set(index, key);
    }
  }
  expect(seen.size).toBeGreaterThanOrEqual(Math.min(all, 200));
  expect(new Set(seen.values()).size, "no license twice").toBe(seen.size);
});

test("rows that are late show as bars, but not at once", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "no-preference" });
  const socket = await holdSocket(page);
  const grid = await LicenseGrid.open(page, "?tab=all&sort=name");
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  socket.hold();
  await grid.scrollTo(0.5);
  const bone = grid.root.locator(".bone").first();
  await expect(bone).toBeAttached();
  const { delay, before } = await bone.evaluate((element) => {
    const { animationDelay, animationName } = getComputedStyle(element);
    const [move] = element.getAnimations();
    move?.pause();
    const at = (time: number) => {
      if (move) move.currentTime = time;
      return getComputedStyle(element).opacity;
    };
    return { delay: `${animationName} ${animationDelay}`, before: [at(0), at(149), at(450)] };
  });
  expect(delay).toBe("bone 0.15s");
  expect(before).toEqual(["0", "0", "1"]);
  socket.release();
  await expect(bone).toHaveCount(0);
});

test("whoever comes by keys sees where they are", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all&group=product");
  const ring = () =>
    page.evaluate(() => {
      const focused = document.activeElement!;
      const active = document.getElementById(focused.getAttribute("aria-activedescendant") ?? "") ?? focused;
      return [focused, active].map((element) => {
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
        return outlineStyle !== "none" && outlineWidth !== "0px" ? "ring" : boxShadow !== "none" ? "ring" : "nothing";
      });
    });
  for (const reach of [
    () => page.keyboard.press("ArrowDown"),
    () => page.keyboard.press("Control+ArrowUp"),
    () => page.keyboard.press("Control+ArrowUp"),
  ]) {
    if (!(await grid.root.evaluate((root) => root.contains(document.activeElement)))) await grid.root.focus();
    await reach();
    expect(await ring()).toContain("ring");
  }
  await grid.search.focus();
  expect(await ring()).toContain("ring");
});

test("the header stays in sight while rows scroll, and so do the groups around them", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all&group=status");
  const first = (await grid.groupCounts())[0];
  await grid.line(0).click();
  await expect(grid.line(0)).toHaveAttribute("aria-expanded", "true");
  await expect(grid.rows.first()).toBeVisible();
  await page.locator(".grid-scroller").evaluate((element) => element.scrollBy(0, 900));
  await expect(grid.line(0)).not.toBeInViewport();
  await expect(grid.header("Name")).toBeInViewport();
  const around = page.locator(".grid-sticky-bar");
  await expect(around).toBeInViewport();
  await expect(around.locator(".group-value")).toHaveText(first?.value ?? "?");
});

test("the footer counts licenses and seats", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all");
  const all = (await grid.count()).toLocaleString("en-US");
  await expect(page.locator(".grid-count")).toHaveText(new RegExp(`^${all} licenses · [\\d,]+ seats, [\\d,]+ used$`));
});

test("tabs divide the licenses", async ({ page }) => {
  const grid = await LicenseGrid.open(page);
  const tabs = page.getByRole("navigation", { name: "Which licenses" });
  const counts: Record<string, number> = {};
  for (const tab of ["Active", "Unused", "All"]) {
    await tabs.getByRole("link", { name: tab, exact: true }).click();
    await expect(grid.root).toHaveAccessibleName(`${tab} licenses`);
    await expect(tabs.locator("[aria-current=page]")).toHaveText(tab);
    await expect(page).toHaveTitle(`${tab} licenses · Seatkeeper`);
    await grid.ready();
    await expect(grid.rows.first()).toBeVisible();
    counts[tab] = await grid.count();
  }
  expect(counts.Active).toBeLessThan(counts.All ?? 0);
  expect(counts.Unused).toBeLessThan(counts.Active ?? 0);
});

test("customers see their licenses, and nothing internal", async ({ page }) => {
  await page.context().clearCookies();
  await enter(page, person("customer"));
  const grid = await LicenseGrid.open(page, "?tab=all&sort=note&q=x");
  await expect(page.locator(".grid-notice")).toContainText("There is no column “note” to sort by.");
  const titles = await grid.columns.allTextContents();
  expect(titles).not.toContain("Note");
  expect(titles).not.toContain("Order number");
  await expect(page.getByRole("link", { name: "Import" })).toHaveCount(0);
  await LicenseGrid.open(page, "?tab=all");
  await expect(grid.rows.first()).toBeVisible();
  expect(new Set(await grid.texts("customer"))).toEqual(new Set(["Westernhagen GmbH"]));
});

test("a reload keeps the place, the cell, the selection and the text in an open editor", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all&sort=name");
  await grid.line(2).getByRole("checkbox").click();
  await grid.scrollTo(0.5);
  const place = Math.floor(0.5 * ((await grid.count()) - 18)) + 8;
  await expect(grid.line(place)).toBeInViewport();
  const [key] = [await grid.line(place).locator(".c-key code").textContent()];
  await grid.line(place).locator(".c-note").click();
  await page.keyboard.press("F2");
  await page.keyboard.type("half a thought");
  await page.reload();
  await grid.ready();
  const row = grid.rows.filter({ hasText: key ?? "?" });
  await expect(row).toBeInViewport();
  await expect(page.locator(".grid-frame textarea")).toHaveValue(/half a thought$/);
  await page.keyboard.press("Escape");
  await expect(page.locator("#active-cell"), "the keyboard is where it was").toBeVisible();
  await expect(page.getByRole("toolbar").getByText("One selected.")).toBeVisible();
});
