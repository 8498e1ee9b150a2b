import { expect } from "../support/fixtures.ts";
import { testWithServer } from "../support/own-server.ts";
import { expectAccessible, hydrated, signIn, takeScreenshots } from "../support/pages.ts";
import { person } from "../support/people.ts";

// A person of the demonstration gets another password here.
const test = testWithServer({ name: "mails", licenses: 100 });

test("a demonstration shows its mails to everybody as they are written, with links that work", async ({
  page,
  openBrowser,
  server,
}) => {
  await page.goto("/mails");
  await hydrated(page);
  await expect(page.getByRole("article").filter({ hasText: "end soon" }).first()).toBeVisible();
  await expectAccessible(page);

  const who = person("partner", "reader");
  const other = await openBrowser({ baseURL: server.url });
  await other.goto("/reset");
  await other.getByLabel("Email").fill(who.email);
  await other.getByRole("button", { name: "Send the link" }).click();
  await expect(other.getByRole("link", { name: "To the mails of this demonstration" })).toBeVisible();

  // It appears by itself.
  const mail = page.getByRole("article").filter({ hasText: "Set a new password" });
  await expect(mail).toContainText(who.email);
  await takeScreenshots(page, "mails");
  await expectAccessible(page);
  await mail.getByRole("link", { name: "Set a new password" }).click();
  const password = "three green glasses of water";
  await page.getByLabel("New password").fill(password);
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(page.getByText("Your password is set")).toBeVisible();

  await signIn(page, { ...who, password });
  await expect(page).toHaveURL("/licenses");
  await hydrated(page);
  await page.getByRole("button", { name: /^Account of / }).click();
  await page.getByRole("link", { name: "Mails of the demonstration" }).click();
  await expect(page).toHaveURL("/mails");
  await expect(page.getByRole("article").filter({ hasText: who.email })).toHaveCount(2);
  await expect(page.getByRole("article").first()).toContainText("Your password was changed");
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the mails are read too", async ({ page }) => {
    await page.goto("/reset");
    await page.getByLabel("Email").fill(person("customer").email);
    await page.getByRole("button", { name: "Send the link" }).click();
    await page.getByRole("link", { name: "To the mails of this demonstration" }).click();
    const again = page.getByRole("link", { name: "Read again" });
    const mail = page.getByRole("article").filter({ hasText: person("customer").email });
    await expect(async () => {
      await again.click();
      await expect(mail).toBeVisible({ timeout: 1_000 });
    }).toPass();
  });
});
