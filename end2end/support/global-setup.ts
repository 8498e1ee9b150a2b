import { rmSync } from "node:fs";
import { join } from "node:path";
import { Server } from "./server.ts";

/** One server for all tests that need none of their own. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  rmSync(join(import.meta.dirname, "../logs"), { recursive: true, force: true });
  const server = await Server.start({ name: "shared" });
  // Workers read it in fixtures.ts.
  process.env.SEATKEEPER_URL = server.url;
  return () => server.stop();
}
