import { expect, test, type Page } from "../support/fixtures.ts";
import {
  call,
  csv,
  day,
  licenseOf,
  licensesOf,
  makeLicenses,
  openLicenses,
  rowOf,
  unique,
} from "../support/licenses.ts";
import { hydrated, signIn } from "../support/pages.ts";
import { person } from "../support/people.ts";
import { readFileSync, truncateSync, writeFileSync } from "node:fs";

/** As a German partner's spreadsheet calls its columns. */
const HEADINGS =
  "Lizenzschlüssel;Produkt;Edition;Kunde;Anzahl;Kaufdatum;Gültig bis;Bestellnummer;Bemerkung".split(";");
const GERMAN_END = `31.12.${new Date().getUTCFullYear() + 1}`;

/** A line that makes a license, with some values changed. */
function line(key: string, changed: Record<number, string> = {}): string[] {
  const values = [key, "Emsisoft", "Business", "Import GmbH", "10", "05.01.2026", GERMAN_END, "PO-1", ""];
  return values.map((value, at) => changed[at] ?? value);
}

/** Takes the file as somebody who chose it in the browser's dialog. */
async function choose(page: Page, content: Buffer, name = "licenses.csv"): Promise<void> {
  await page.goto("/import");
  await hydrated(page);
  const file = { name, mimeType: "application/octet-stream", buffer: content };
  await page.getByLabel("Choose a file").setInputFiles(file);
}

/** The report's line about a key or, when keys are twice, about a line of the file. */
function report(page: Page, number: number) {
  return page
    .getByRole("table")
    .getByRole("row")
    .filter({ has: page.getByRole("cell", { name: String(number), exact: true }) });
}

async function expectCounts(page: Page, counts: Record<string, number>): Promise<void> {
  const group = page.getByRole("group", { name: "What would happen" });
  for (const [outcome, count] of Object.entries(counts)) {
    await expect(group.getByRole("button", { name: `${outcome} ${count}`, exact: true })).toBeVisible();
  }
}

test.beforeEach(async ({ page }) => {
  await signIn(page, person("otherPartner"));
});

test("a German file is understood, checked line by line, and imported", async ({ page }) => {
  const batch = unique("IMP");
  const key = (name: string) => `${batch}-${name}`;
  await makeLicenses(page, [{ key: key("KNOWN"), customer: "Import GmbH", seats: 5 }]);
  const known = { 1: "", 2: "", 5: "", 6: "" };
  const customer = `Neukunde ${batch} GmbH`;
  const file = csv(HEADINGS, [
    line(key("NEW"), { 3: customer, 8: "Fernwartung" }),
    line(key("KNOWN"), { ...known, 4: "7", 7: "" }),
    line(key("KNOWN-TOO"), { 4: "-5" }),
    line(key("FAR"), { 6: "31.12.20266" }),
    line(key("NEW")),
    line(key("BOTH"), { 1: "Turbowall", 2: "", 4: "viele" }),
  ]);
  await choose(page, file, `${batch}.csv`);
  await expect(page).toHaveURL(/\/import\?id=/);
  await expect(page.getByText("9 of 9 used")).toBeVisible();
  await expectCounts(page, { All: 6, New: 1, Changed: 1, Unchanged: 0, Refused: 4 });

  await expect(report(page, 2)).toContainText(`${key("NEW")}New`);
  await expect(report(page, 2)).toContainText(`Customer: ${customer}`);
  await expect(report(page, 2)).toContainText("Note: Fernwartung");
  await expect(report(page, 3)).toContainText(`${key("KNOWN")}Changed`);
  await expect(report(page, 3)).toContainText("Seats: 5 → 7");
  await expect(report(page, 4)).toContainText(/Anzahl: “-5” – The number must lie between \d/);
  await expect(report(page, 5)).toContainText("Gültig bis: “31.12.20266” – ");
  await expect(report(page, 6)).toContainText(
    `Lizenzschlüssel: “${key("NEW")}” – The key stands in line 2 already.`,
  );
  await expect(report(page, 7)).toContainText("Anzahl: “viele” – This is no number.");
  await expect(report(page, 7)).toContainText("Produkt: “Turbowall” – ");
  await page.getByRole("button", { name: "Refused 4" }).click();
  await expect(page.getByRole("table").getByRole("row")).toHaveCount(5);
  // The dry run has written nothing.
  expect((await licenseOf(page, key("KNOWN"))).seats).toBe(5);

  await page.getByRole("button", { name: "Import 2 licenses" }).click();
  await expect(page.getByText("2 licenses imported")).toBeVisible();
  await expect(page.getByText("1 new, 1 changed, 0 unchanged, 4 refused.")).toBeVisible();
  await expect(page.getByText("1 customer was created.")).toBeVisible();
  await expect(report(page, 4)).toContainText("Anzahl: “-5”");
  await page.getByRole("link", { name: "To the licenses" }).click();
  await expect(page).toHaveURL(/\/licenses/);
  await openLicenses(page, batch);
  await expect(page.locator("[data-grid]")).toHaveAttribute("data-row-count", "2");
  await expect(rowOf(page, key("NEW"))).toContainText(customer);
  await expect(rowOf(page, key("KNOWN"))).toContainText("0/7");

  // The list of imports has it.
  await page.goto("/import");
  const own = page.getByRole("table").getByRole("row").filter({ hasText: `${batch}.csv` });
  await expect(own).toContainText("Done2");
});

test("the same file again changes nothing", async ({ page }) => {
  const batch = unique("IMP");
  const file = csv(HEADINGS, [line(`${batch}-1`), line(`${batch}-2`, { 8: "=1+1" })]);
  await choose(page, file);
  await page.getByRole("button", { name: "Import 2 licenses" }).click();
  await expect(page.getByText("2 licenses imported")).toBeVisible();
  await choose(page, file);
  await expectCounts(page, { New: 0, Changed: 0, Unchanged: 2, Refused: 0 });
  await expect(page.getByRole("button", { name: "Nothing to import" })).toBeDisabled();
  expect((await licenseOf(page, `${batch}-2`)).note).toBe("=1+1");
});

test("a file is dropped, and a column is mapped by hand", async ({ page }) => {
  const key = unique("IMP");
  await page.goto("/import");
  await hydrated(page);
  const headings = [...HEADINGS.slice(0, 8), "Was sonst noch wichtig ist"];
  const text = csv(headings, [line(key, { 8: "by hand" })]).toString();
  const data = await page.evaluateHandle((content) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([content], "dropped.csv", { type: "text/csv" }));
    return transfer;
  }, text);
  await page.getByText("Drop a spreadsheet here").dispatchEvent("drop", { dataTransfer: data });
  await expect(page.getByText("dropped.csv")).toBeVisible();
  await expect(page.getByText("8 of 9 used")).toBeVisible();
  await page.getByText("8 of 9 used").click();
  const note = page.getByRole("combobox", { name: "Was sonst noch wichtig ist" });
  await expect(page.getByRole("combobox", { name: "Kunde" })).toHaveValue("customer");
  await expect(note).toHaveValue("");
  await note.selectOption({ label: "Note" });
  await expect(page.getByText("9 of 9 used")).toBeVisible();
  await expect(report(page, 2)).toContainText("Note: by hand");
  await page.getByRole("button", { name: "Import 1 license" }).click();
  await expect(page.getByText("1 license imported")).toBeVisible();
  expect((await licenseOf(page, key)).note).toBe("by hand");
});

test("a date that can be read either way is asked about", async ({ page }) => {
  const key = unique("IMP");
  const year = new Date().getUTCFullYear() + 1;
  await choose(page, csv(HEADINGS, [line(key, { 6: `03/04/${year}` })]));
  await expect(
    page.getByText(`Which is the day in “03/04/${year}” (Gültig bis)?`),
  ).toBeVisible();
  const start = page.getByRole("button", { name: /^Import \d|^Nothing to import/ });
  await expect(start).toBeDisabled();
  await page.getByRole("button", { name: "Month first: 12/31" }).click();
  await expect(page.getByText("Which is the day")).toBeHidden();
  await start.click();
  await expect(page.getByText("1 license imported")).toBeVisible();
  expect((await licenseOf(page, key)).expires).toBe(`${year}-03-04`);
});

test("an unknown customer is matched to one that is there, found by name", async ({ page }) => {
  const batch = unique("IMP");
  const there = `Zürcher Möbel ${batch}`;
  await makeLicenses(page, [{ key: `${batch}-1`, customer: there }]);
  await choose(page, csv(HEADINGS, [line(`${batch}-2`, { 3: `ZM ${batch}` })]));
  const search = page.getByRole("searchbox", { name: "Search your customers" });
  const meant = page.getByRole("combobox", { name: `ZM ${batch}` });
  await search.fill("no such customer");
  await expect(page.getByText("No customer has this in its name.")).toBeVisible();
  await search.fill(`zurcher mobel ${batch}`);
  await expect(page.getByText("1 customer is offered below.")).toBeVisible();
  // By keyboard: the list is the next thing after the search, and its last entry is the one.
  await search.press("Tab");
  await expect(meant).toBeFocused();
  await meant.selectOption({ label: there });
  await expect(page.getByRole("button", { name: `Ask again about ZM ${batch}` })).toBeVisible();
  await expect(report(page, 2)).toContainText(`Customer: ${there}`);
  await page.getByRole("button", { name: "Import 1 license" }).click();
  await expect(page.getByText("1 license imported")).toBeVisible();
  await expect(page.getByText("customer was created")).toBeHidden();
  await openLicenses(page, batch);
  await expect(rowOf(page, `${batch}-2`)).toContainText(there);
});

test("an open quotation mark is named with its line", async ({ page, errors }) => {
  errors.allow(/status of 422/);
  const key = unique("IMP");
  await choose(page, Buffer.from(`Key;Product;Note\n${key};AV;x\n${key}-2;AV;"no end\n${key}-3;AV;y\n`));
  await expect(page.getByText("A quotation mark (\") opens in line 3 and is not closed.")).toBeVisible();
});

test("an import's page says that it needs JavaScript", async ({ page, openBrowser }) => {
  await choose(page, csv(HEADINGS, [line(unique("IMP"))]));
  await expectCounts(page, { All: 1 });
  const storageState = await page.context().storageState();
  const plain = await openBrowser({ javaScriptEnabled: false, storageState });
  await plain.goto(page.url());
  // Playwright's own text search passes over this element.
  const notice = plain.locator("noscript > .notice");
  await expect(notice).toBeVisible();
  await expect(notice).toContainText("Checking and importing it needs JavaScript");
  await expect(plain.getByText("Checking the file …")).toBeHidden();
});

test("missing columns are named, and nothing is imported without them", async ({ page }) => {
  const key = unique("IMP");
  const headings = ["Lizenzschlüssel", "Kunde", "Bestellnummer"];
  await choose(page, csv(headings, [[key, "Import GmbH", "1"], [`${key}-2`, "Import GmbH", "2"]]));
  for (const missing of ["Product", "Seats", "Expires"]) {
    await expect(page.getByText(`Column “${missing}” is missing; 2 lines need it.`)).toBeVisible();
  }
  await expectCounts(page, { New: 0, Refused: 2 });
  await expect(page.getByRole("button", { name: "Nothing to import" })).toBeDisabled();
});

for (const [what, name, content, message] of [
  ["an xlsx that is none", "licenses.xlsx", "not a workbook", "The file is called xlsx but is no Excel workbook."],
  ["an empty file", "licenses.csv", "", "The file is empty."],
  ["a picture", "licenses.csv", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0", "This is neither a CSV file nor an Excel workbook (xlsx)."],
] as const) {
  test(`${what} is refused at once`, async ({ page, errors }) => {
    errors.allow(/status of 422/);
    await choose(page, Buffer.from(content, "latin1"), name);
    await expect(page.getByRole("alert").filter({ hasText: message })).toBeVisible();
    await expect(page).toHaveURL(/\/import$/);
  });
}

test("a file of more than 50 MB is refused, here and by the server", async ({ page }) => {
  await page.goto("/import");
  await hydrated(page);
  const path = test.info().outputPath("large.csv");
  writeFileSync(path, "License key;Product\r\n");
  truncateSync(path, 60 * 1024 * 1024);
  await page.getByLabel("Choose a file").setInputFiles(path);
  const message = page.getByRole("alert").filter({ hasText: "The file is larger than 50 MB." });
  await expect(message).toBeVisible();
  const { origin } = new URL(page.url());
  const answer = await page.request.post(`${origin}/import/upload`, {
    headers: { origin, accept: "application/json" },
    multipart: { file: { name: "large.csv", mimeType: "text/csv", buffer: readFileSync(path) } },
  });
  expect(answer.status()).toBe(413);
  expect(await answer.json()).toMatchObject({ fields: [{ code: "file-too-big" }] });
});

test("a plain form leads to the import's page", async ({ page }) => {
  const key = unique("IMP");
  const { origin } = new URL(page.url());
  const answer = await page.request.post(`${origin}/import/upload`, {
    headers: { origin, accept: "text/html" },
    multipart: { file: { name: "plain.csv", mimeType: "text/csv", buffer: csv(HEADINGS, [line(key)]) } },
  });
  expect(answer.status()).toBe(200);
  await page.goto(answer.url());
  await expect(page.getByText("plain.csv")).toBeVisible();
  await expectCounts(page, { All: 1, New: 1 });
});

test("an import goes on when its tab is closed", async ({ page }) => {
  const batch = unique("MANY");
  const lines = Array.from({ length: 3_000 }, (_, n) => line(`${batch}-${n}`));
  await choose(page, csv(HEADINGS, lines));
  const start = page.getByRole("button", { name: "Import 3,000 licenses" });
  await expect(start).toBeVisible();
  const started = page.waitForResponse("**/api/import_start");
  await start.click();
  expect((await started).ok()).toBe(true);
  const address = page.url();
  const again = await page.context().newPage();
  await page.close();
  await again.goto(address);
  await expect(again.getByText("3,000 licenses imported")).toBeVisible({ timeout: 30_000 });
  const args = { state: `tab=all&q=${batch}`, start: 0, len: 1 };
  expect(await call(again, "license_page", args)).toMatchObject({ rows: 3_000 });
});

for (const [format, link] of [
  ["csv", "Export as CSV"],
  ["xlsx", "Export as Excel"],
] as const) {
  test(`what is exported as ${format} imports as itself`, async ({ page }) => {
    const batch = unique("EXP");
    const panda = { product: "Panda Adaptive Defense 360", edition: "", customer: "Export GmbH" };
    const note = `=SUM(1) "quoted"; second\nline \u202eabc`;
    await makeLicenses(page, [
      { key: `${batch}-1`, name: "Größte Filiale", customer: "Export GmbH", used: 3, note },
      { key: `${batch}-2`, ...panda, seats: 250, expires: day(20) },
      { key: `${batch}-3`, purchased: day(-20), seats: 77, note: "reserved" },
      { key: `${batch}-4`, customer: "Export GmbH", purchased: day(-500), expires: day(-3) },
    ]);
    const before = await licensesOf(page, `tab=all&q=${batch}`);
    expect(before).toHaveLength(4);
    await openLicenses(page, batch);
    await page.getByRole("link", { name: link }).click();
    const downloading = page.waitForEvent("download");
    await page.getByRole("link", { name: /^Download / }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toMatch(new RegExp(`\\.${format}$`));
    await choose(page, readFileSync(await download.path()), `exported.${format}`);
    await expectCounts(page, { All: 4, New: 0, Changed: 0, Unchanged: 4, Refused: 0 });
    await expect(page.getByRole("button", { name: "Nothing to import" })).toBeDisabled();
    expect(await licensesOf(page, `tab=all&q=${batch}`)).toEqual(before);
  });
}
