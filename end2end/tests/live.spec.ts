import { expect, test, type Page } from "../support/fixtures.ts";
import { LicenseGrid } from "../support/grid.ts";
import {
  call,
  cellOf,
  day,
  english,
  grid,
  groupTexts,
  groupsOf,
  indicator,
  licenseOf,
  licensesOf,
  makeLicenses,
  openLicenses,
  rowOf,
  unique,
  writeNote,
  yearsLater,
} from "../support/licenses.ts";
import { signIn } from "../support/pages.ts";
import { person } from "../support/people.ts";
import { holdSocket } from "../support/socket.ts";
import { lookTogether } from "../support/together.ts";

/** What somebody does is seen by somebody else within this many milliseconds. */
const SEEN_WITHIN = { timeout: 1_000 };
/** For what has to be read or drawn besides. */
const SOON = { timeout: 5_000 };

/** Tells how long it took until `seen`, from `since`. */
async function timed(what: string, since: number, seen: Promise<void>): Promise<void> {
  await seen;
  console.log(`${what} was seen after ${Math.round(performance.now() - since)} ms`);
}

/** The grid shows what a page that was just loaded shows. */
async function expectAsLoadedNow(page: Page): Promise<void> {
  const fresh = await page.context().newPage();
  await fresh.goto(page.url());
  await expect(fresh.locator("html[data-hydrated]")).toBeAttached();
  await expect(grid(fresh)).toBeVisible();
  const [groups, lines] = [await groupTexts(fresh), await grid(fresh).getAttribute("aria-rowcount")];
  const count = await fresh.locator(".grid-count").innerText();
  await expect.poll(() => groupTexts(page), SOON).toEqual(groups);
  await expect(page.locator(".grid-count")).toHaveText(count);
  await expect(grid(page)).toHaveAttribute("aria-rowcount", lines ?? "");
  await fresh.close();
}

test("a note of one is seen by the other", async ({ page, openBrowser }) => {
  const key = unique("LIVE");
  await signIn(page, person("otherPartner"));
  await makeLicenses(page, [{ key, customer: "Live GmbH" }]);
  const other = await lookTogether(page, openBrowser, key);
  await cellOf(other, key, "note").dblclick();
  await other.getByRole("textbox", { name: `Note of ${key}` }).fill("called back");
  await other.keyboard.press("Enter");
  const since = performance.now();
  await timed("a note", since, expect(cellOf(page, key, "note")).toHaveText("called back", SEEN_WITHIN));
  await expect(cellOf(other, key, "note")).toHaveText("called back");
});

test("an open editor is left alone by what others change", async ({
  page,
  openBrowser,
  errors,
}) => {
  // The other field's new version is noticed, and the note written upon it.
  errors.allow(/status of 409/);
  const key = unique("LIVE");
  await signIn(page, person("otherPartner"));
  await makeLicenses(page, [{ key, customer: "Live GmbH" }]);
  const other = await lookTogether(page, openBrowser, key);
  await cellOf(page, key, "note").dblclick();
  const text = page.getByRole("textbox", { name: `Note of ${key}` });
  await text.fill("still typ");
  const { id, version } = await licenseOf(other, key);
  await call(other, "rename_license", { id, version, name: "Renamed meanwhile" });
  await expect(cellOf(page, key, "name")).toHaveText("Renamed meanwhile", SEEN_WITHIN);
  await expect(text).toBeFocused();
  await page.keyboard.type("ing");
  await page.keyboard.press("Enter");
  await expect(cellOf(other, key, "note")).toHaveText("still typing", SEEN_WITHIN);
});

test("the keyboard stays on its license when lines come and go above", async ({ page, openBrowser }) => {
  const batch = unique("LIVE");
  await signIn(page, person("otherPartner"));
  const keys = ["B", "C", "D"].map((key) => `${batch}-${key}`);
  await makeLicenses(page, keys.map((key) => ({ key, customer: "Live GmbH" })));
  await openLicenses(page, batch, "&sort=name");
  await expect(indicator(page)).toHaveText("Live");
  await cellOf(page, `${batch}-C`, "note").click();
  const other = await openBrowser();
  await signIn(other, person("otherPartner", "owner"));
  await makeLicenses(other, [{ key: `${batch}-A`, customer: "Live GmbH" }]);
  await expect(rowOf(page, `${batch}-A`)).toBeVisible(SEEN_WITHIN);
  await page.keyboard.press("F2");
  await expect(page.getByRole("textbox", { name: `Note of ${batch}-C` })).toBeFocused();
});

test("a change told while rows are on their way is not lost", async ({ page, openBrowser }) => {
  const socket = await holdSocket(page);
  await signIn(page, person("otherPartner"));
  const grid = await LicenseGrid.open(page, "?tab=all&sort=name");
  await expect(indicator(page)).toHaveText("Live");
  const other = await openBrowser();
  await signIn(other, person("otherPartner", "owner"));
  const [license] = await licensesOf(other, "tab=all&sort=-name");
  const key = license!.key;
  // The answer for the end of the list is under way, and held back.
  socket.hold();
  await grid.scrollTo(1);
  await expect.poll(() => socket.held()).toBeGreaterThan(0);
  const before = socket.held();
  const note = unique("told");
  const { id, version } = await licenseOf(other, key);
  await call(other, "set_license_note", { id, version, note });
  await expect.poll(() => socket.held()).toBeGreaterThan(before);
  socket.release();
  await expect(cellOf(page, key, "note")).toHaveText(note, SEEN_WITHIN);
});

test("a connection that falls silent is given up", async ({ page }) => {
  let silent = false;
  await page.routeWebSocket(/\/live$/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => {
      if (!silent) socket.send(message);
    });
  });
  await page.clock.install();
  await signIn(page, person("otherPartner"));
  await LicenseGrid.open(page);
  await expect(indicator(page)).toHaveText("Live");
  silent = true;
  await page.clock.fastForward(61_000);
  await expect(indicator(page)).toHaveText("Reconnecting …");
  silent = false;
  await page.clock.fastForward(31_000);
  await expect(indicator(page)).toHaveText("Live");
});

test("the page of a license follows what others do to it", async ({ page, openBrowser }) => {
  const key = unique("LIVE");
  await signIn(page, person("otherPartner"));
  await makeLicenses(page, [{ key, customer: "Live GmbH" }]);
  await page.goto(`/licenses/${(await licenseOf(page, key)).id}`);
  await expect(indicator(page)).toHaveText("Live");
  await expect(page.getByRole("listitem").filter({ hasText: "Imported" })).toBeVisible();
  const other = await openBrowser();
  await signIn(other, person("otherPartner", "owner"));
  await writeNote(other, key, "called back");
  const details = page.getByRole("region", { name: "Details" });
  await expect(details).toContainText("called back", SEEN_WITHIN);
  const newest = page.getByRole("region", { name: "Change history" }).getByRole("listitem").first();
  await expect(newest).toContainText("Note changed Beat Zumstein");
});

test("a renewal moves a license between the other's groups", async ({ page, openBrowser }) => {
  const batch = unique("LIVE");
  await signIn(page, person("otherPartner"));
  await makeLicenses(page, [
    { key: `${batch}-1`, customer: "Live GmbH", seats: 10, expires: day(5) },
    { key: `${batch}-2`, customer: "Live GmbH", seats: 30, expires: day(200) },
  ]);
  const other = await lookTogether(page, openBrowser, batch, "&group=status");
  const groups = groupsOf(page);
  await expect(groups).toHaveCount(2);
  await groups.filter({ hasText: "Active" }).click();
  await expect(rowOf(page, `${batch}-2`)).toBeVisible();
  const { id, version } = await licenseOf(other, `${batch}-1`);
  const with_ = { years: 1 };
  const idempotency = crypto.randomUUID();
  const renewal = { id, version, with: with_, idempotency, price: "any-price" };
  await call(other, "renew_license", { renewal });
  const since = performance.now();
  await timed("a renewal", since, expect(groups).toHaveCount(1, SEEN_WITHIN));
  await expect(groups).toContainText("Active");
  await expect(groups).toContainText("0 / 40");
  await expect(rowOf(page, `${batch}-1`)).toContainText(english(yearsLater(day(5), 1)));
  await expectAsLoadedNow(page);
  await expectAsLoadedNow(other);
});

for (const [what, more] of [
  ["flat", ""],
  ["grouped", "&group=product"],
  ["grouped twice", "&group=product,customer"],
]) {
  test(`an import of one is seen by the other, ${what}`, async ({ page, openBrowser }) => {
    const batch = unique("LIVE");
    await signIn(page, person("otherPartner"));
    await makeLicenses(page, [{ key: `${batch}-1`, customer: "Live GmbH", used: 3 }]);
    const other = await lookTogether(page, openBrowser, batch, more);
    await expect(page.locator(".grid-count")).toHaveText("1 license · 10 seats, 3 used");
    const panda = { product: "Panda Adaptive Defense 360", edition: "" };
    await makeLicenses(other, [
      { key: `${batch}-2`, customer: "Live GmbH", used: 4 },
      { key: `${batch}-3`, customer: "Other Live GmbH", seats: 7, ...panda },
    ]);
    const since = performance.now();
    const count = page.locator(".grid-count");
    const all = "3 licenses · 27 seats, 7 used";
    await timed("an import", since, expect(count).toHaveText(all, SEEN_WITHIN));
    if (more) {
      await expect(groupsOf(page)).toHaveCount(2);
    } else {
      await expect(rowOf(page, `${batch}-3`)).toBeVisible();
    }
    await expectAsLoadedNow(page);
  });
}

test("many changes one after the other all arrive, in the order of the list", async ({
  page,
  openBrowser,
}) => {
  const batch = unique("LIVE");
  const keys = Array.from({ length: 10 }, (_, n) => `${batch}-${n}`);
  await signIn(page, person("otherPartner"));
  await makeLicenses(page, keys.map((key) => ({ key, customer: "Live GmbH" })));
  // Sorted by what changes: each note moves its row.
  const other = await lookTogether(page, openBrowser, batch, "&sort=-note");
  for (const [n, key] of keys.entries()) await writeNote(other, key, `note ${n}`);
  const shown = new LicenseGrid(page);
  await expect
    .poll(() => shown.texts("note"), SEEN_WITHIN)
    .toEqual(keys.map((_, n) => `note ${9 - n}`));
});
