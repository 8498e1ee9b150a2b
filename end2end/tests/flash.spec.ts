import { expect, test, type Page } from "../support/fixtures.ts";
import { call, cellOf, licenseOf, makeLicenses, rowOf, unique, writeNote } from "../support/licenses.ts";
import { signIn } from "../support/pages.ts";
import { person } from "../support/people.ts";
import { lookTogether } from "../support/together.ts";

/** Two people look at a new license; the other one will change it. */
async function lookAtOne(page: Page, openBrowser: () => Promise<Page>): Promise<{ key: string; other: Page }> {
  const key = unique("FLASH");
  await signIn(page, person("otherPartner"));
  await makeLicenses(page, [{ key, customer: "Live GmbH" }]);
  return { key, other: await lookTogether(page, openBrowser, key) };
}

test("the cell that somebody changed flashes, each time, and no other", async ({ page, openBrowser }) => {
  await page.emulateMedia({ reducedMotion: "no-preference" });
  const { key, other } = await lookAtOne(page, openBrowser);
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(window, { seen });
    addEventListener("animationstart", (event) => {
      const cell = event.target as Element;
      if (event.animationName === "flash") seen.push([...cell.classList].find((name) => name.startsWith("c-"))!);
    });
  });
  const flashed = () => page.evaluate(() => (window as unknown as { seen: string[] }).seen);

  await writeNote(other, key, "once");
  await expect(cellOf(page, key, "note")).toHaveText("once");
  await expect.poll(flashed).toEqual(["c-note"]);
  await writeNote(other, key, "twice");
  await expect.poll(flashed, "again").toEqual(["c-note", "c-note"]);
  const { id, version } = await licenseOf(other, key);
  await call(other, "rename_license", { id, version, name: "Renamed" });
  await expect.poll(flashed).toEqual(["c-note", "c-note", "c-name"]);
  await expect(rowOf(page, key).locator(".flash")).toHaveCount(1);
});

test("nothing flashes for who wants no motion", async ({ page, openBrowser }) => {
  const { key, other } = await lookAtOne(page, openBrowser);
  await writeNote(other, key, "calm");
  const cell = cellOf(page, key, "note");
  await expect(cell).toHaveText("calm");
  await expect(cell).toHaveClass(/flash/);
  expect(await cell.evaluate((cell) => getComputedStyle(cell, "::after").animationName)).toBe("none");
});
