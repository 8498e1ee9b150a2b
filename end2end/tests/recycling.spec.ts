import { expect, test } from "../support/fixtures.ts";
import { LicenseGrid } from "../support/grid.ts";
import { enter } from "../support/pages.ts";
import { person } from "../support/people.ts";

/** The lists have empty and long notes, licenses without an end and without a customer. */
const LISTS = ["?tab=all&sort=name", "?tab=all&sort=-note", "?tab=all&sort=customer,expires", "?tab=all&group=status&open=expired"];

test.beforeEach(({ page }) => enter(page, person("partner")));

/** The markup of each line that is drawn. */
function markup(grid: LicenseGrid): Promise<[string, string][]> {
  return grid.rows.evaluateAll((rows) =>
    rows.map((row): [string, string] => [(row as HTMLElement).dataset.line!, row.innerHTML.replace(' id="active-cell"', "")]),
  );
}

/** A line in the middle of those that are seen: of those that are drawn, some lie beyond the edges. */
function middleLine(grid: LicenseGrid): Promise<number> {
  return grid.root.evaluate((root) => {
    const { top, bottom } = root.getBoundingClientRect();
    const middle = (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2;
    const rows = [...root.querySelectorAll<HTMLElement>("[data-line]:not([hidden])")];
    const distance = (row: HTMLElement) => Math.abs(row.getBoundingClientRect().top - middle);
    rows.sort((a, b) => distance(a) - distance(b));
    return Number(rows[0]!.dataset.line);
  });
}

/** The first line that is drawn. */
async function firstLine(grid: LicenseGrid): Promise<number> {
  return Math.min(...(await markup(grid)).map(([line]) => Number(line)));
}

test("elements that showed other rows before show what new ones would", async ({ page }) => {
  for (const list of LISTS) {
    const grid = await LicenseGrid.open(page, list);
    await grid.line(3).hover();
    const marked = grid.root.locator(".c-key[data-marked]");
    for (let turn = 0; turn < 4; turn++) {
      const first = await firstLine(grid);
      await grid.wheel(700);
      await expect.poll(() => firstLine(grid)).toBeGreaterThan(first);
      await expect(grid.waiting).toHaveCount(0);
      if (turn === 0) await grid.rows.locator(".c-key").evaluateAll((cells) => cells.forEach((cell) => cell.setAttribute("data-marked", "")));
    }
    expect(await marked.count(), "the cells' elements are the same").toBeGreaterThan(20);
    await marked.evaluateAll((cells) => cells.forEach((cell) => cell.removeAttribute("data-marked")));

    const written = new Map(await markup(grid));
    const line = await middleLine(grid);
    await page.reload();
    await grid.ready();
    await expect(grid.line(line), "the place is kept").toBeInViewport();
    await expect(grid.waiting).toHaveCount(0);
    const fresh = (await markup(grid)).filter(([line]) => written.has(line));
    expect(fresh.length, `lines seen both times: ${list}`).toBeGreaterThan(10);
    for (const [line, html] of fresh) expect(written.get(line), `line ${line} of ${list}`).toBe(html);
  }
});

test("what a translator made of the rows is not left behind", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all&sort=name");
  await grid.line(3).hover();
  await grid.wheel(700);
  await expect(grid.line(0)).toHaveCount(0);
  // Keys: no two rows have the same, so that each has to be written.
  await grid.rows.locator("code").evaluateAll((texts) =>
    texts.forEach((text) => {
      const font = document.createElement("font");
      font.textContent = "translated";
      text.replaceChildren(font);
    }),
  );
  await expect(grid.root.getByText("translated").first()).toBeVisible();
  await grid.wheel(3_000);
  await expect(grid.line(40)).toHaveCount(0);
  await expect(grid.waiting).toHaveCount(0);
  await expect(grid.root.getByText("translated")).toHaveCount(0);
});

test("rows that pass under the pointer do not look pointed at", async ({ page }) => {
  const grid = await LicenseGrid.open(page, "?tab=all&sort=name");
  const pencils = grid.root.locator("[data-act=edit]").and(page.locator(":visible"));
  await grid.line(3).hover();
  await expect(pencils, "of the row's name and note").toHaveCount(2);
  // How many pencils there were in each frame of a scroll, until it was over.
  const scroll = await page.evaluateHandle(() => {
    const scroller = document.querySelector(".grid-scroller")!;
    const shown = () => [...scroller.querySelectorAll("[data-act=edit]")].filter((one) => one.checkVisibility()).length;
    const over = new Promise<number>((done) => {
      let most = 0;
      scroller.addEventListener("scroll", () => requestAnimationFrame(() => (most = Math.max(most, shown()))));
      scroller.addEventListener("scrollend", () => done(most), { once: true });
    });
    return { over };
  });
  await page.mouse.wheel(0, 900);
  expect(await scroll.evaluate(({ over }) => over)).toBe(0);
  await expect(pencils, "and the next one it rests on").toHaveCount(2);
});
