import { expect } from "../support/fixtures.ts";
import { beginSignIn, codeOf, nextCodeOf, openSecurity, setUpAuthenticator } from "../support/factors.ts";
import { testWithServer } from "../support/own-server.ts";
import { expectAccessible, forgetSession, hydrated, signIn, takeScreenshots } from "../support/pages.ts";
import { person } from "../support/people.ts";

const test = testWithServer({ name: "two-factor", licenses: 100 });

test("an authenticator is set up, asked for, and removed after a fresh proof", async ({ page, openBrowser }) => {
  const who = person("partner", "admin");
  await signIn(page, who);
  await openSecurity(page);
  await takeScreenshots(page, "security");
  await expectAccessible(page);
  const { secret, recovery } = await setUpAuthenticator(page);
  expect(recovery).toHaveLength(10);
  await expect(page.getByText("10 recovery codes are left.")).toBeVisible();

  const other = await openBrowser();
  await beginSignIn(other, who);
  await expect(other).toHaveURL(/\/sign-in\/second/);
  await takeScreenshots(other, "second-factor");
  await expectAccessible(other);
  await other.getByRole("textbox", { name: "Code", exact: true }).fill("000000");
  await other.getByRole("button", { name: "Sign in" }).click();
  await expect(other.getByRole("alert").first()).toContainText("The code is wrong or out of date.");
  await other.getByRole("textbox", { name: "Code", exact: true }).fill(nextCodeOf(secret));
  await other.getByRole("button", { name: "Sign in" }).click();
  await expect(other).toHaveURL("/licenses");

  // A recovery code does as well, once, however it is typed.
  const third = await openBrowser();
  for (const let_in of [true, false]) {
    await beginSignIn(third, who);
    await third.getByRole("textbox", { name: "Code", exact: true }).fill(recovery[0]!.toUpperCase().replaceAll("-", " "));
    await third.getByRole("button", { name: "Sign in" }).click();
    if (let_in) {
      await expect(third).toHaveURL("/licenses");
      await forgetSession(third);
    } else {
      await expect(third.getByText("This is none of your recovery codes")).toBeVisible();
    }
  }

  // The browser that set it up has proved who it is some moments ago.
  await page.reload();
  await hydrated(page);
  await expect(page.getByText("9 recovery codes are left.")).toBeVisible();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await expect(page.getByText("You have not set up an authenticator app.")).toBeVisible();
  await signIn(await openBrowser(), who);
});

test("an organization's demand is met at the next sign-in, without any script", async ({ page, browser, errors }) => {
  errors.allow(/status of 422/);
  const owner = person("otherPartner", "owner");
  await signIn(page, owner);
  await page.goto("/settings/sign-in");
  await hydrated(page);
  await page.getByRole("button", { name: "Demand a second factor of everybody" }).click();
  await expect(page.getByText("Set up a second factor for yourself first.")).toBeVisible();
  await openSecurity(page);
  await setUpAuthenticator(page);
  await page.goto("/settings/sign-in");
  await hydrated(page);
  await page.getByRole("button", { name: "Demand a second factor of everybody" }).click();
  await expect(page.getByText("A second factor is demanded of everybody.")).toBeVisible();
  await expectAccessible(page);

  const plain = await browser.newContext({ javaScriptEnabled: false, baseURL: new URL(page.url()).origin });
  const reader = await plain.newPage();
  await beginSignIn(reader, person("otherPartner", "reader"));
  await expect(reader.getByRole("heading", { name: "Set up a second factor" })).toBeVisible();
  await expect(reader.getByRole("img", { name: "QR code for the authenticator app" })).toBeVisible();
  const secret = await reader.getByLabel("Or type this secret into the app:").innerText();
  await reader.getByRole("textbox", { name: "Code", exact: true }).fill(codeOf(secret));
  await reader.getByRole("button", { name: "Sign in" }).click();
  await expect(reader).toHaveURL("/licenses");
  await plain.close();
});
