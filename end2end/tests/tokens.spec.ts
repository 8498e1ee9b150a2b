import { expect } from "../support/fixtures.ts";
import { testWithServer } from "../support/own-server.ts";
import { expectAccessible, hydrated, signIn, takeScreenshots } from "../support/pages.ts";
import { person } from "../support/people.ts";

const test = testWithServer({ name: "tokens", licenses: 100 });

test("a token is made, shown once, used by a program, and revoked", async ({ page, playwright, server }) => {
  await signIn(page, person("partner"));
  await page.goto("/profile");
  await hydrated(page);
  await page.getByRole("link", { name: "API tokens" }).click();
  await expect(page.getByText("You have no token")).toBeVisible();
  await page.getByRole("button", { name: "New token" }).click();
  const dialog = page.getByRole("dialog", { name: "New token" });
  await dialog.getByLabel("What it is for").fill("Backup");
  await dialog.getByLabel("See licenses").check();
  await expect(dialog.getByLabel("Invite and manage people")).toHaveCount(0);
  await takeScreenshots(page, "over-token");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Make token" }).click();
  const made = page.getByRole("dialog", { name: "Copy your token now" });
  const token = (await made.locator("code").textContent()) ?? "";
  expect(token).toMatch(/^skt_[a-z2-7]{8}_[a-z2-7]{32}_[a-z2-7]{7}$/);
  await made.getByRole("button", { name: "Done" }).click();
  await expect(page.getByText(token)).toHaveCount(0);

  const program = await playwright.request.newContext({
    baseURL: server.url,
    extraHTTPHeaders: { authorization: `Bearer ${token}` },
  });
  const answer = await program.get("/api/v1/licenses?state=tab%3Dall&len=3");
  expect(answer.status()).toBe(200);
  const rows = (await answer.json()) as { total: number; rows: { name: string }[]; next: string };
  expect(rows.rows).toHaveLength(3);
  expect(rows.next).toContain("start=3");
  const refused = await program.get("/api/v1/customers");
  expect(refused.status()).toBe(403);
  expect(refused.headers()["content-type"]).toBe("application/problem+json");

  await page.reload();
  await hydrated(page);
  await expect(page.getByRole("row", { name: /Backup/ })).toContainText("from 127.0.0.1");
  await takeScreenshots(page, "tokens");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Revoke Backup" }).click();
  await expect(page.getByText("You have no token")).toBeVisible();
  expect((await program.get("/api/v1/me")).status()).toBe(401);
  await program.dispose();
});
