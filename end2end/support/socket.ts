import type { Page, WebSocketRoute } from "@playwright/test";

/** Lets what the server says over the live connection wait. Call it before the page opens. */
export async function holdSocket(page: Page) {
  let holding = false;
  let socket: WebSocketRoute | undefined;
  const held: (string | Buffer)[] = [];
  await page.routeWebSocket(/\/live$/, (route) => {
    socket = route;
    route.connectToServer().onMessage((message) => {
      if (holding) held.push(message);
      else route.send(message);
    });
  });
  return {
    /** From now on nothing arrives. */
    hold: () => {
      holding = true;
    },
    /** How much waits. */
    held: () => held.length,
    /** Everything arrives, in its order. */
    release: () => {
      holding = false;
      for (const message of held.splice(0)) socket?.send(message);
    },
  };
}

/** No live connection comes about: the page lives by plain requests. */
export async function withoutSocket(page: Page): Promise<void> {
  await page.routeWebSocket(/\/live$/, (route) => route.close());
}
