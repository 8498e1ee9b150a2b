import { expect, type Locator, type Page } from "@playwright/test";
import { randomUUID } from "node:crypto";
import { until } from "./server.ts";

/** A license as the server tells it, as far as tests look at it. */
export interface License {
  id: string;
  version: number;
  name: string;
  key: string;
  seats: number | null;
  used: number;
  expires: string | null;
  note: string | null;
  redeemed_by: string | null;
}

/** A license to be made by an import. Without a customer it is a coupon. */
export interface NewLicense {
  key: string;
  name?: string;
  product?: string;
  edition?: string;
  customer?: string;
  seats?: number;
  used?: number;
  purchased?: string;
  expires?: string;
  term?: number;
  note?: string;
}

interface GridPage {
  rows: number;
  window: Array<{ Row?: License }>;
}

/** Something no other test has, fit for keys and names. */
export function unique(prefix: string): string {
  return `${prefix}-${randomUUID().slice(0, 8).toUpperCase()}`;
}

/** The ISO day so many days from today, in UTC. */
export function day(fromToday: number): string {
  return new Date(Date.now() + fromToday * 86_400_000).toISOString().slice(0, 10);
}

/** The same day so many years later. Not for 29 February. */
export function yearsLater(iso: string, years: number): string {
  return `${Number(iso.slice(0, 4)) + years}${iso.slice(4)}`;
}

/** An ISO day as the English pages write it: 5 Jan 2027. */
export function english(iso: string): string {
  const [year, month, date] = iso.split("-").map(Number) as [number, number, number];
  const names = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
  return `${date} ${names[month - 1]} ${year}`;
}

/** Calls a server function with the page's session, past its network conditions. */
export async function call<T>(page: Page, name: string, args: object): Promise<T> {
  const { origin } = new URL(page.url());
  const response = await page.request.post(`${origin}/api/${name}`, {
    headers: { origin, accept: "application/json" },
    data: args,
  });
  if (!response.ok()) throw new Error(`${name}: ${response.status()} ${await response.text()}`);
  return (await response.json()) as T;
}

/** The licenses that the state of a grid shows. */
export async function licensesOf(page: Page, state: string): Promise<License[]> {
  const args = { state, start: 0, len: 250 };
  const { window } = await call<GridPage>(page, "license_page", args);
  return window.flatMap((line) => line.Row ?? []);
}

/** The license with this key. */
export async function licenseOf(page: Page, key: string): Promise<License> {
  const found = await licensesOf(page, `tab=all&q=${key}`);
  const license = found.find((one) => one.key === key);
  if (!license) throw new Error(`there is no license ${key}`);
  return license;
}

/** Writes a note as it is now, whatever the version. */
export async function writeNote(page: Page, key: string, note: string): Promise<License> {
  const { id, version } = await licenseOf(page, key);
  return call<License>(page, "set_license_note", { id, version, note });
}

/** A CSV as partners keep it. */
export function csv(headings: string[], lines: Array<Array<string | number | undefined>>): Buffer {
  const cell = (value: string | number | undefined) =>
    /[";\n]/.test(String(value ?? "")) ? `"${String(value).replaceAll('"', '""')}"` : (value ?? "");
  const rows = [headings, ...lines].map((line) => line.map(cell).join(";"));
  return Buffer.from(`${rows.join("\r\n")}\r\n`);
}

/** Makes licenses as an import does, without its pages. */
export async function makeLicenses(page: Page, licenses: NewLicense[]): Promise<void> {
  const headings = "License key;Name;Product;Edition;Customer;Seats;Used seats;Purchased;Expires;Term in years;Note";
  const lines = licenses.map((one) => [
    one.key,
    one.name ?? one.key,
    one.product ?? "Emsisoft Anti-Malware",
    one.edition ?? "Business Security",
    one.customer,
    one.seats ?? 10,
    one.used ?? 0,
    one.purchased ?? day(-100),
    one.expires ?? day(200),
    one.term ?? 1,
    one.note,
  ]);
  const { origin } = new URL(page.url());
  const response = await page.request.post(`${origin}/import/upload`, {
    headers: { origin, accept: "application/json" },
    multipart: {
      file: { name: "made.csv", mimeType: "text/csv", buffer: csv(headings.split(";"), lines) },
    },
  });
  expect(response.status(), await response.text()).toBe(200);
  const { id } = (await response.json()) as { id: string };
  const settings = {};
  const check = await call<{ summary: { counts: Record<string, number> } }>(page, "import_check", {
    id,
    settings,
  });
  expect(check.summary.counts).toMatchObject({ create: licenses.length, refuse: 0 });
  await call(page, "import_start", { id });
  await until("the import to be done", 30_000, async () => {
    const { state } = await call<{ state: string }>(page, "import_status", { id });
    if (state === "failed") throw new Error("the import failed");
    return state === "done";
  });
}

/** Opens the grid with only the licenses whose text has these words. */
export async function openLicenses(page: Page, words: string, more = ""): Promise<void> {
  await page.goto(`/licenses?tab=all&q=${encodeURIComponent(words)}${more}`);
  await expect(page.locator("html[data-hydrated]")).toBeAttached();
  await expect(grid(page)).toBeVisible();
}

/** The grid on the page. */
export function grid(page: Page): Locator {
  return page.locator("[data-grid=licenses]");
}

/** The row of the license with this key. */
export function rowOf(page: Page, key: string): Locator {
  return grid(page).getByRole("row").filter({ hasText: key });
}

/** The cell of a column in the row of the license with this key. */
export function cellOf(page: Page, key: string, column: string): Locator {
  return rowOf(page, key).locator(`.c-${column}`);
}

/** What the editor of a cell consists of. */
export function editorOf(page: Page, column: string, name: string): Locator {
  return page.getByRole("group", { name: `${column} of ${name}`, exact: true });
}

/** Opens the menu of a row. */
export async function openMenu(page: Page, key: string, name = key): Promise<Locator> {
  await rowOf(page, key).getByRole("button", { name: `Actions for ${name}`, exact: true }).click();
  const menu = page.getByRole("menu", { name: `Actions for ${name}`, exact: true });
  await expect(menu).toBeVisible();
  return menu;
}

/** What the page says about its connection. */
export function indicator(page: Page): Locator {
  return page.getByTitle("Changes by others appear by themselves");
}

/** The rows of groups, in no particular order. */
export function groupsOf(page: Page): Locator {
  return grid(page).locator("[data-line][aria-expanded]:not([hidden])");
}

/** The texts of all group rows, from top to bottom. */
export async function groupTexts(page: Page): Promise<string[]> {
  const lines = await groupsOf(page).evaluateAll((rows) =>
    rows.map((row) => ({ at: Number((row as HTMLElement).dataset.line), text: row.textContent ?? "" })),
  );
  return lines.sort((a, b) => a.at - b.at).map(({ text }) => text);
}
