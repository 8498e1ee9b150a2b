import { expect } from "../support/fixtures.ts";
import { cellOf, indicator, makeLicenses, openLicenses, unique, writeNote } from "../support/licenses.ts";
import { testWithServer } from "../support/own-server.ts";
import { signIn } from "../support/pages.ts";
import { person } from "../support/people.ts";

// Nothing is held in memory, as of a tree that is too large for it.
const test = testWithServer({ name: "stale", licenses: 500, args: ["--mirrored-licenses", "0"] });

test("changes that could not be followed are counted, and read as soon as it is quiet", async ({ page, openBrowser }) => {
  const key = unique("STALE");
  await signIn(page, person("partner"));
  await makeLicenses(page, [{ key, customer: "Stale GmbH" }]);
  await openLicenses(page, key);
  await expect(indicator(page)).toHaveText("Live");
  const other = await openBrowser();
  await signIn(other, person("partner", "owner"));
  const told = page.getByRole("status").filter({ hasText: "One change is not shown yet." });
  const counted = expect(told).toBeVisible();
  await writeNote(other, key, "told later");
  await counted;
  await expect(cellOf(page, key, "note")).toHaveText("told later");
  await expect(told).toHaveCount(0);
});
