import { expect, type Locator, type Page } from "@playwright/test";
import { hydrated } from "./pages.ts";

/** The license grid, or another by its name, in the words of somebody who uses it. */
export class LicenseGrid {
  readonly root: Locator;
  readonly groupArea: Locator;
  readonly search: Locator;

  constructor(
    readonly page: Page,
    name = "licenses",
  ) {
    this.root = page.locator(`[data-grid=${name}]`);
    this.groupArea = page.getByRole("listbox", { name: "Group by" });
    this.search = page.getByRole("searchbox", { name: "Search", exact: true });
  }

  /** Opens the license page with this query string. Somebody is signed in already. */
  static async open(page: Page, query = "", name = "licenses"): Promise<LicenseGrid> {
    await page.goto(`/${name}${query}`);
    const grid = new LicenseGrid(page, name);
    await grid.ready();
    return grid;
  }

  /** Waits until the page's own code runs and the rows asked for are here. */
  async ready(): Promise<void> {
    await hydrated(this.page);
    await expect(this.page.locator("[data-grid-settled]")).toBeAttached();
  }

  /** The header of a column. */
  header(name: string): Locator {
    return this.root.getByRole("columnheader", { name, exact: true });
  }

  /** The titles of the columns, from left to right, without the actions. */
  get columns(): Locator {
    return this.root.getByRole("columnheader").locator(".grid-title");
  }

  /** A pill of the group area. */
  pill(name: string): Locator {
    return this.groupArea.getByRole("option", { name: `${name}, ` });
  }

  /** The titles of the pills, outermost first. */
  get pills(): Locator {
    return this.groupArea.getByRole("option").locator(".pill-title");
  }

  /** The rows of groups that are drawn. */
  get groups(): Locator {
    return this.root.getByRole("row").filter({ has: this.page.locator(".group-value") });
  }

  /** The row of the group with this name. */
  group(name: string): Locator {
    return this.groups.filter({ has: this.page.getByText(name, { exact: true }) });
  }

  /** The rows of licenses that are drawn, in no particular order. */
  get rows(): Locator {
    return this.root.getByRole("row").filter({ has: this.actions() });
  }

  /** The button of a row's menu; of any row without a name. */
  actions(name?: string): Locator {
    return this.page.getByRole("button", name ? { name: `Actions for ${name}`, exact: true } : { name: /^Actions for / });
  }

  /** Rows on the screen that are on their way. */
  get waiting(): Locator {
    return this.root.locator(".grid-row.waits:visible");
  }

  /** The row at this place of the list, counted from 0. */
  line(at: number): Locator {
    return this.root.locator(`[role=row][aria-rowindex="${at + 2}"]`);
  }

  /** The text of a column in the lines that are drawn, from top to bottom. */
  async texts(column: string): Promise<string[]> {
    return this.root.evaluate((root, column) => {
      const rows = [...root.querySelectorAll<HTMLElement>("[data-line]:not([hidden])")];
      rows.sort((a, b) => Number(a.dataset.line) - Number(b.dataset.line));
      const cells = rows.map((row) => row.querySelector(`.c-${column} .clip, .c-${column} code, .c-${column} .number`));
      return cells.flatMap((cell) => (cell ? [(cell.textContent ?? "").trim()] : []));
    }, column);
  }

  /** How many licenses match, as the server says. */
  async count(): Promise<number> {
    return Number(await this.root.getAttribute("data-row-count"));
  }

  /** The value and count of each group that is drawn, from top to bottom. */
  async groupCounts(level = 1): Promise<{ value: string; count: number }[]> {
    return this.root.evaluate((root, level) => {
      const rows = [...root.querySelectorAll<HTMLElement>(`[data-line][aria-level="${level}"]:not([hidden])`)];
      rows.sort((a, b) => Number(a.dataset.line) - Number(b.dataset.line));
      return rows.flatMap((row) => {
        const value = row.querySelector(".group-value")?.textContent;
        const count = row.querySelector(".group-count")?.textContent;
        return value && count ? [{ value, count: Number(count.replaceAll(",", "")) }] : [];
      });
    }, level);
  }

  /** What the grid says aloud. */
  said(text: string | RegExp): Locator {
    return this.page.getByRole("status").filter({ hasText: text });
  }

  /** The parameter of the page's address. */
  parameter(name: string): string | null {
    return new URL(this.page.url()).searchParams.get(name);
  }

  /** Drags with the mouse, as slowly as a hand: from the middle of one thing to a place in another. */
  async drag(from: Locator, to: Locator, where: "start" | "middle" | "end" = "middle"): Promise<void> {
    await this.hold(from, to, where);
    await this.page.mouse.up();
  }

  /** The first part of {@link drag}: the button is still down. */
  async hold(from: Locator, to: Locator, where: "start" | "middle" | "end" = "middle"): Promise<void> {
    const [a, b] = [await box(from), await box(to)];
    const part = { start: 0.02, middle: 0.5, end: 0.98 }[where];
    const { mouse } = this.page;
    await mouse.move(a.x + a.width / 2, a.y + a.height / 2);
    await mouse.down();
    await mouse.move(b.x + b.width * part, b.y + b.height / 2, { steps: 12 });
  }

  /** Scrolls the rows to this share of their height, as the scroll bar does. */
  async scrollTo(share: number): Promise<void> {
    await this.page.locator(".grid-scroller").evaluate((element, share) => {
      element.scrollTop = (element.scrollHeight - element.clientHeight) * share;
    }, share);
  }

  /** Turns the wheel over the rows, and waits until they have gone as far and are drawn there. */
  async wheel(pixels: number): Promise<void> {
    const scroller = this.page.locator(".grid-scroller");
    const from = await scroller.evaluate((element) => element.scrollTop);
    await this.page.mouse.wheel(0, pixels);
    await expect(async () => {
      const left = await scroller.evaluate(
        (element, to) => Math.min(to, element.scrollHeight - element.clientHeight) - element.scrollTop,
        from + pixels,
      );
      expect(Math.abs(left)).toBeLessThan(1);
    }).toPass();
    await this.page.evaluate(
      () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
    );
  }
}

async function box(locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  await locator.scrollIntoViewIfNeeded();
  const box = await locator.boundingBox();
  if (!box) throw new Error(`${locator} is not on the screen`);
  return box;
}
