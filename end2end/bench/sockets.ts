import { expect, type BrowserContext, type Page } from "@playwright/test";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { until, type Server } from "../support/server.ts";
import { BUDGETS } from "./budgets.ts";
import type { Table } from "./table.ts";

const WANTED = 10_000;
/** Files that a process has open besides. */
const SPARE = 300;
/** Connections that are opened at the same time. */
const AT_ONCE = 100;
/** Milliseconds of doing nothing: longer than between two beats of a quiet connection. */
const IDLE = 30_000;
/** Milliseconds without more memory until a server has read all it needs. */
const CALM = 5_000;

/** Memory of the server with many pages that only look, against the same server without. */
export async function idleSockets(context: BrowserContext, server: Server, table: Table): Promise<void> {
  const [mine, its] = [openFiles("self"), openFiles(server.pid ?? "self")];
  const count = Math.min(WANTED, mine - SPARE, its - SPARE);
  if (count < WANTED) table.note(`only ${count} sockets: open files are limited to ${Math.min(mine, its)}`);
  const { said, page } = await saidByPage(context);
  const { host, port } = new URL(server.url);
  const cookies = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  // What somebody looks at is held in memory, however many look.
  const before = await calm(server);
  const sockets: Socket[] = [];
  try {
    while (sockets.length < count) {
      const more = Array.from({ length: Math.min(AT_ONCE, count - sockets.length) }, () =>
        open(Number(port), host, cookies),
      );
      for (const socket of await Promise.all(more)) {
        sockets.push(socket);
        for (const body of said) socket.write(frame(body));
      }
    }
    let most = 0;
    const end = performance.now() + IDLE;
    await until("the idle time to end", 2 * IDLE, async () => {
      most = Math.max(most, memory(server));
      return performance.now() > end;
    });
    const open_ = sockets.filter((socket) => socket.writable && !socket.readableEnded).length;
    expect(open_, "sockets still open").toBe(count);
    const what = `${count.toLocaleString("en-US")} idle sockets, memory of the server`;
    table.add({ ...BUDGETS.sockets, what }, [most - before]);
    table.note(`server: ${before.toFixed(0)} MB without, ${most.toFixed(0)} MB with ${count} sockets, one run`);
  } finally {
    for (const socket of sockets) socket.destroy();
    await page.close();
  }
}

/** What the license page tells the server on its socket. */
async function saidByPage(context: BrowserContext): Promise<{ said: Buffer[]; page: Page }> {
  const page = await context.newPage();
  const said: Buffer[] = [];
  page.on("websocket", (socket) => socket.on("framesent", ({ payload }) => said.push(Buffer.from(payload))));
  await page.goto("/licenses?tab=all");
  await expect.poll(() => said.length, "the page says what it watches").toBeGreaterThan(0);
  return { said, page };
}

/** The server's memory once it has not grown for a while. */
async function calm(server: Server): Promise<number> {
  let [most, since] = [0, performance.now()];
  await until("the server to have read what is looked at", 120_000, async () => {
    const now = memory(server);
    if (now > most + 1) [most, since] = [now, performance.now()];
    return performance.now() - since > CALM;
  });
  return most;
}

/** A socket as a browser opens it. */
async function open(port: number, host: string, cookie: string): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  const key = randomBytes(16).toString("base64");
  const headers = {
    Host: host,
    Origin: `http://${host}`,
    Cookie: cookie,
    Connection: "Upgrade",
    Upgrade: "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": key,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.write(`GET /live HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
  const [answer] = (await once(socket, "data")) as [Buffer];
  const accepted = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  expect(answer.toString("latin1"), "the answer to a socket").toContain(accepted);
  socket.on("data", () => {});
  socket.on("error", () => {});
  return socket;
}

/** A binary frame as a browser sends it, masked with zeros. */
function frame(body: Buffer): Buffer {
  const head = body.length < 126 ? [0x82, 0x80 | body.length] : [0x82, 0xfe, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from(head), Buffer.alloc(4), body]);
}

/** Resident megabytes. */
function memory(server: Server): number {
  const status = readFileSync(`/proc/${server.pid}/status`, "utf8");
  return (Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1_024) / 1e6;
}

/** How many files a process may open. */
function openFiles(pid: number | "self"): number {
  const limit = /^Max open files\s+(\S+)/m.exec(readFileSync(`/proc/${pid}/limits`, "utf8"))?.[1];
  return limit === "unlimited" ? Number.POSITIVE_INFINITY : Number(limit);
}
