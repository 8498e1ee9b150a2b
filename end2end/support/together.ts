import { expect, type Page } from "@playwright/test";
import { indicator, openLicenses } from "./licenses.ts";
import { signIn } from "./pages.ts";
import { person } from "./people.ts";

/** Two people of one partner look at the same licenses. */
export async function lookTogether(
  page: Page,
  openBrowser: () => Promise<Page>,
  batch: string,
  more = "",
): Promise<Page> {
  const other = await openBrowser();
  await signIn(other, person("otherPartner", "owner"));
  for (const one of [page, other]) {
    await openLicenses(one, batch, more);
    await expect(indicator(one)).toHaveText("Live");
  }
  return other;
}
