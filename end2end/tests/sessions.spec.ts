import { expect } from "../support/fixtures.ts";
import { openSecurity } from "../support/factors.ts";
import { LicenseGrid } from "../support/grid.ts";
import { testWithServer } from "../support/own-server.ts";
import { signIn } from "../support/pages.ts";
import { person } from "../support/people.ts";

const test = testWithServer({ name: "sessions", licenses: 100 });

test("sessions are listed, and one that is ended is out within seconds", async ({ page, openBrowser }) => {
  const who = person("partner", "admin");
  await signIn(page, who);
  const other = await openBrowser({ userAgent: "Mozilla/5.0 (X11; Linux) Gecko/20100101 Firefox/140.0" });
  await signIn(other, who);
  await LicenseGrid.open(other);

  await openSecurity(page);
  const sessions = page.getByRole("region", { name: "Sessions" }).getByRole("listitem");
  await expect(sessions).toHaveCount(2);
  await expect(sessions.filter({ hasText: "This one" })).toHaveCount(1);
  await page.getByRole("button", { name: "End the session of Firefox · Linux" }).click();
  await expect(page.getByText("The session has ended")).toBeVisible();
  await expect(sessions).toHaveCount(1);
  // Its socket is closed, and the page says so.
  await expect(other.getByText("Signed out")).toBeVisible({ timeout: 6_000 });
  await other.goto("/licenses");
  await expect(other).toHaveURL(/\/sign-in/);
});

test("all others are ended at once, and the history tells of everything", async ({ page, openBrowser }) => {
  const who = person("partner", "reader");
  const stranger = await openBrowser();
  await stranger.goto("/sign-in");
  await stranger.getByLabel("Email").fill(who.email);
  await stranger.getByLabel("Password").fill("not the password");
  await stranger.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(stranger.getByText("Email or password is wrong.")).toBeVisible();

  await signIn(page, who);
  await signIn(await openBrowser(), who);
  await signIn(await openBrowser(), who);
  await openSecurity(page);
  await page.getByRole("button", { name: "End all others" }).click();
  await expect(page.getByText("2 sessions have ended")).toBeVisible();
  const rows = page.getByRole("region", { name: "Sign-ins" }).getByRole("row");
  await expect(rows.filter({ hasText: "Sign-in refused" })).toContainText("Wrong password");
  await expect(rows.filter({ hasText: "Signed in" })).toHaveCount(3);
  await expect(rows.filter({ hasText: "Session ended" })).toHaveCount(1);
});
