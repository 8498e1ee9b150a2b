import { test } from "./fixtures.ts";
import { Server, type ServerOptions } from "./server.ts";

/** Tests of a file that break or fill their server, so that they have one for themselves. */
export function testWithServer(options: ServerOptions) {
  return test.extend<object, { server: Server }>({
    server: [
      async ({}, use) => {
        const server = await Server.start(options);
        await use(server);
        await server.stop();
      },
      { scope: "worker", timeout: 180_000 },
    ],
    baseURL: async ({ server }, use) => {
      await use(server.url);
    },
  });
}
