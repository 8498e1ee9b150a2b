import { expect, type Page } from "../support/fixtures.ts";
import {
  call,
  cellOf,
  day,
  editorOf,
  english,
  grid,
  groupTexts,
  indicator,
  licenseOf,
  makeLicenses,
  openLicenses,
  unique,
  writeNote,
  yearsLater,
} from "../support/licenses.ts";
import { testWithServer } from "../support/own-server.ts";
import { hydrated, signIn } from "../support/pages.ts";
import { person } from "../support/people.ts";
import { until, type Server } from "../support/server.ts";

const test = testWithServer({ name: "outages", licenses: 500 });

/** What a browser says of a server that is away. */
const AWAY = [/Failed to load resource/, /WebSocket connection/];
const PATIENCE = { timeout: 20_000 };

/** Licenses of a test, a flat page, and a grouped one in the same browser. */
async function open(page: Page, count: number) {
  const batch = unique("OUT");
  const keys = Array.from({ length: count }, (_, n) => `${batch}-${n}`);
  await signIn(page, person("partner"));
  await makeLicenses(
    page,
    keys.map((key) => ({ key, customer: "Outage GmbH", expires: day(10) })),
  );
  const grouped = await page.context().newPage();
  await openLicenses(page, batch);
  await openLicenses(grouped, batch, "&group=status,customer");
  for (const one of [page, grouped]) {
    await expect(indicator(one)).toHaveText("Live");
    // Gone after a reload.
    await one.evaluate(() => document.documentElement.setAttribute("data-kept", ""));
  }
  return { batch, keys, grouped };
}

async function expectKept(...pages: Page[]): Promise<void> {
  for (const one of pages) await expect(one.locator("html[data-kept]")).toBeAttached();
}

/** Changes of every kind: a note on each, a renewal of the first, an import of one more. */
async function changeAll(other: Page, batch: string, keys: string[]): Promise<void> {
  for (const key of keys) await writeNote(other, key, `changed ${key}`);
  const { id, version } = await licenseOf(other, keys[0]!);
  const price = "any-price";
  const renewal = { id, version, with: { years: 2 }, idempotency: crypto.randomUUID(), price };
  await call(other, "renew_license", { renewal });
  await makeLicenses(other, [{ key: `${batch}-NEW`, customer: "Late GmbH", seats: 5 }]);
}

async function expectAllChanged(page: Page, grouped: Page, batch: string, keys: string[]) {
  await expect(page.locator(".grid-count")).toHaveText(
    `${keys.length + 1} licenses · ${keys.length * 10 + 5} seats, 0 used`,
    PATIENCE,
  );
  for (const key of keys) await expect(cellOf(page, key, "note")).toHaveText(`changed ${key}`);
  await expect(cellOf(page, keys[0]!, "expires")).toContainText(english(yearsLater(day(10), 2)));
  await expect(cellOf(page, `${batch}-NEW`, "customer")).toHaveText("Late GmbH");
  const fresh = await page.context().newPage();
  await openLicenses(fresh, batch, "&group=status,customer");
  const groups = await groupTexts(fresh);
  expect(groups).toHaveLength(2);
  await expect.poll(() => groupTexts(grouped), PATIENCE).toEqual(groups);
  await fresh.close();
}

test("after a time offline both pages catch up without a reload", async ({
  page,
  openBrowser,
  errors,
}) => {
  errors.allow(...AWAY);
  const { batch, keys, grouped } = await open(page, 10);
  const other = await openBrowser();
  await signIn(other, person("partner", "owner"));
  await hydrated(other);
  await page.context().setOffline(true);
  await expect(indicator(page)).toHaveText("Offline");
  await changeAll(other, batch, keys);
  await expect(cellOf(page, keys[0]!, "note")).toHaveText("");
  await page.context().setOffline(false);
  await expect(indicator(page)).toHaveText("Live", PATIENCE);
  await expect(indicator(grouped)).toHaveText("Live", PATIENCE);
  await expectAllChanged(page, grouped, batch, keys);
  await expectKept(page, grouped);
});

test("after kill -9 of the server both pages catch up without a reload", async ({
  page,
  openBrowser,
  server,
  errors,
}) => {
  errors.allow(...AWAY);
  const { batch, keys, grouped } = await open(page, 6);
  const other = await openBrowser();
  await signIn(other, person("partner", "owner"));
  await hydrated(other);
  // The last thing before the power cut, perhaps not yet told.
  await writeNote(other, keys[0]!, "just before");
  await server.kill();
  await expect(indicator(page)).toHaveText("Reconnecting …");
  await cellOf(page, keys[1]!, "name").dblclick();
  const editor = editorOf(page, "Name", keys[1]!);
  await editor.getByRole("textbox").fill("typed while away");
  await page.keyboard.press("Enter");
  await expect(editor.getByRole("alert")).toHaveText("There is no connection to the server.");
  await server.start();
  await changeAll(other, batch, keys);
  await expect(indicator(page)).toHaveText("Live", PATIENCE);
  await expect(editor.getByRole("textbox")).toHaveValue("typed while away");
  await editor.getByRole("button", { name: "Save" }).click();
  await expect(cellOf(page, keys[1]!, "name")).toHaveText("typed while away");
  await expectAllChanged(page, grouped, batch, keys);
  await expectKept(page, grouped);
});

/** Ends Postgres again and again until `done`, so that the server waits longer each time. */
async function withoutPostgres(server: Server, done: () => Promise<void>): Promise<void> {
  let over = false;
  const keepDown = until("the test to be done without Postgres", 60_000, async () => {
    const pid = server.postgresPid;
    try {
      if (pid && !over) process.kill(pid, "SIGKILL");
    } catch {
      // It has ended already.
    }
    return over;
  });
  try {
    await done();
  } finally {
    over = true;
    await keepDown;
  }
}

test("while Postgres is away the page says so, and recovers by itself", async ({
  page,
  server,
  errors,
}) => {
  test.setTimeout(120_000);
  errors.allow(...AWAY);
  const { keys, grouped } = await open(page, 3);
  const away = "The database cannot be reached. This usually passes by itself within moments.";
  const editor = editorOf(page, "Note", keys[0]!);
  const tab = await page.context().newPage();
  await withoutPostgres(server, async () => {
    // Text that cannot be saved stays.
    await cellOf(page, keys[0]!, "note").dblclick();
    await editor.getByRole("textbox").fill("typed without a database");
    await page.keyboard.press("Enter");
    await expect(editor.getByRole("alert")).toHaveText(away, PATIENCE);
    // Rows that cannot be read stay, too.
    await grouped.getByRole("columnheader", { name: /^Product/ }).focus();
    await grouped.keyboard.press("Control+g");
    await expect(grouped.getByRole("alert").filter({ hasText: away })).toBeVisible(PATIENCE);
    // A page that is opened now says so.
    const answer = await tab.goto("/licenses");
    expect(answer?.status()).toBe(503);
    await expect(tab.getByText(away)).toBeVisible();
    await expect(indicator(page), "nothing that happens now would arrive").toHaveText("Reconnecting …", PATIENCE);
  });
  const recovery = { timeout: 40_000 };
  await expect(grid(tab)).toBeVisible(recovery);
  await expect(grouped.getByRole("alert").filter({ hasText: away })).toBeHidden(recovery);
  await expect(grouped).toHaveURL(/group=status%2Ccustomer%2Cproduct|group=status,customer,product/);
  await expect(editor.getByRole("textbox")).toHaveValue("typed without a database");
  await editor.getByRole("button", { name: "Save" }).click();
  await expect(cellOf(page, keys[0]!, "note")).toHaveText("typed without a database", recovery);
  await expect.poll(async () => (await licenseOf(page, keys[0]!)).note).toBe("typed without a database");
  await expect(indicator(page)).toHaveText("Live", recovery);
  await expectKept(page, grouped);
});
