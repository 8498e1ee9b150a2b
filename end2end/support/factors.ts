import { expect, type Page } from "@playwright/test";
import { execFileSync } from "node:child_process";
import { hydrated } from "./pages.ts";
import type { Person } from "./people.ts";

/** The code that an authenticator with this secret shows, by Debian's `oathtool`. */
export function codeOf(secret: string, at = Date.now()): string {
  const now = `@${Math.floor(at / 1_000)}`;
  const args = ["--totp", "--base32", secret.replaceAll(" ", ""), "--now", now];
  return execFileSync("oathtool", args, { encoding: "utf8" }).trim();
}

/** A code that was not used: of the next step, which counts half a minute early. */
export function nextCodeOf(secret: string): string {
  return codeOf(secret, Date.now() + 30_000);
}

/** The page of one's own security, taken over by its code. */
export async function openSecurity(page: Page): Promise<void> {
  await page.goto("/profile/security");
  await hydrated(page);
  await expect(page.getByRole("heading", { name: "Sessions" })).toBeVisible();
}

/** Sets up an authenticator on one's security page; its secret and recovery codes. */
export async function setUpAuthenticator(page: Page): Promise<{ secret: string; recovery: string[] }> {
  await page.getByRole("button", { name: "Set up an authenticator app" }).click();
  const dialog = page.getByRole("dialog", { name: "Set up an authenticator app" });
  const secret = await dialog.getByLabel("Or type this secret into the app:").innerText();
  const recovery = await dialog.getByRole("listitem").allInnerTexts();
  await dialog.getByRole("textbox", { name: "Code", exact: true }).fill(codeOf(secret));
  await dialog.getByRole("button", { name: "Confirm" }).click();
  await expect(dialog).toBeHidden();
  return { secret, recovery };
}

/** Types address and password; what follows may be a second step. */
export async function beginSignIn(page: Page, who: Person): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(who.email);
  await page.getByLabel("Password").fill(who.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}
