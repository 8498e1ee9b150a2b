import type { CDPSession } from "@playwright/test";
import { expect, type Page } from "../support/fixtures.ts";
import { beginSignIn, openSecurity } from "../support/factors.ts";
import { testWithServer } from "../support/own-server.ts";
import { forgetSession, hydrated, signIn } from "../support/pages.ts";
import { person } from "../support/people.ts";

const test = testWithServer({ name: "passkeys", licenses: 100 }).extend({
  // Passkeys are for names, not for numbers.
  baseURL: async ({ baseURL }, use) => {
    await use(baseURL?.replace("127.0.0.1", "localhost"));
  },
});

/** Gives the browser an authenticator in software that its person has unlocked. */
async function withAuthenticator(page: Page): Promise<{ client: CDPSession; id: string }> {
  const client = await page.context().newCDPSession(page);
  await client.send("WebAuthn.enable");
  const { authenticatorId: id } = await client.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { client, id };
}

test("a passkey is added, signs in without an address, proves again, and is removed", async ({ page }) => {
  const who = person("partner", "admin");
  const { client, id } = await withAuthenticator(page);
  await signIn(page, who);
  await openSecurity(page);
  await page.getByRole("button", { name: "Add a passkey" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a passkey" });
  await dialog.getByLabel("Name").fill("Laptop");
  await dialog.getByRole("button", { name: "Confirm" }).click();
  const codes = page.getByRole("dialog", { name: "New recovery codes" });
  await expect(codes.getByRole("listitem")).toHaveCount(10);
  await codes.getByRole("button", { name: "Close" }).click();
  const passkeys = page.getByRole("region", { name: "Passkeys" }).getByRole("listitem");
  await expect(passkeys).toContainText("Laptop");
  const kept = await client.send("WebAuthn.getCredentials", { authenticatorId: id });
  expect(kept.credentials).toHaveLength(1);
  expect(kept.credentials[0]?.isResidentCredential).toBe(true);

  await forgetSession(page);
  await page.goto("/sign-in");
  await hydrated(page);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page).toHaveURL("/licenses");

  // The password alone does not do any more, but the passkey after it does.
  await forgetSession(page);
  await beginSignIn(page, who);
  await expect(page).toHaveURL(/\/sign-in\/second/);
  await hydrated(page);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page).toHaveURL("/licenses");

  await openSecurity(page);
  await page.getByRole("button", { name: "Rename the passkey Laptop" }).click();
  const naming = page.getByRole("dialog", { name: "Rename" });
  await naming.getByLabel("Name").fill("Work laptop");
  await naming.getByRole("button", { name: "Confirm" }).click();
  await page.getByRole("button", { name: "Remove the passkey Work laptop" }).click();
  await expect(passkeys).toHaveCount(0);
  await forgetSession(page);
  await page.goto("/sign-in");
  await hydrated(page);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page.getByText("This passkey is not known here any more.")).toBeVisible();
});

test("a person who does not unlock it is told, and nothing happens", async ({ page }) => {
  const { client, id } = await withAuthenticator(page);
  await signIn(page, person("partner", "reader"));
  await openSecurity(page);
  await client.send("WebAuthn.setUserVerified", { authenticatorId: id, isUserVerified: false });
  await page.getByRole("button", { name: "Add a passkey" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a passkey" });
  await dialog.getByLabel("Name").fill("Laptop");
  await dialog.getByRole("button", { name: "Confirm" }).click();
  await expect(dialog.getByText("The browser did not give a passkey.")).toBeVisible();
  await expect(dialog.getByLabel("Name")).toHaveValue("Laptop");
});
