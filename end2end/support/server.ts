import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Person } from "./people.ts";

const root = resolve(import.meta.dirname, "../..");
/** Milliseconds until a new server, its database and its demo data must be ready. */
const START_LIMIT = 120_000;

export interface ServerOptions {
  /** Names the log, `end2end/logs/<name>.log`. */
  name: string;
  /** Whether it is a demonstration, which it is unless told otherwise. */
  demo?: boolean;
  /** Demo licenses to begin with. */
  licenses?: number;
  /** Milliseconds it may take to be ready, when much data is loaded. */
  startLimit?: number;
  /** More arguments of `seatkeeper serve`. */
  args?: string[];
}

/** A release server of its own, with its own port, data folder and database. */
export class Server {
  readonly url: string;
  readonly dataDir: string;
  private process?: ChildProcess;

  private constructor(
    private readonly options: ServerOptions,
    private readonly home: string,
    private readonly port: number,
  ) {
    this.url = `http://127.0.0.1:${port}`;
    this.dataDir = join(home, "data");
  }

  /** Starts a server on a free port with new data, and waits until it is ready. */
  static async start(options: ServerOptions): Promise<Server> {
    const home = mkdtempSync(join(tmpdir(), "seatkeeper-end2end-"));
    // As root the database runs under another account, which has to pass through.
    chmodSync(home, 0o711);
    const server = new Server(options, home, await freePort());
    try {
      await server.start();
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  /** The server's process id while it runs. */
  get pid(): number | undefined {
    return this.process?.pid;
  }

  /** The process id of the database's postmaster, if there is one. */
  get postgresPid(): number | undefined {
    try {
      const lines = readFileSync(join(this.dataDir, "postgres/postmaster.pid"), "utf8").split("\n");
      return Number(lines[0]) || undefined;
    } catch {
      return undefined;
    }
  }

  /** Starts the server again, on the same port and the same data, perhaps with more arguments. */
  async start(...more: string[]): Promise<void> {
    const { name, demo = true, licenses = 2_000, startLimit = START_LIMIT } = this.options;
    const args = [...(this.options.args ?? []), ...more];
    mkdirSync(join(root, "end2end/logs"), { recursive: true });
    const logFile = join(root, `end2end/logs/${name}.log`);
    const log = openSync(logFile, "a");
    const data = demo ? ["--demo", "--demo-licenses", String(licenses)] : [];
    const child = spawn(
      join(root, "tools/seatkeeper"),
      ["serve", ...data, "--data-dir", this.dataDir, "--listen", `127.0.0.1:${this.port}`, ...args],
      {
        cwd: this.home,
        stdio: ["ignore", log, log],
        env: { ...process.env, DATABASE_URL: undefined, LEPTOS_SITE_ADDR: `127.0.0.1:${this.port}` },
      },
    );
    closeSync(log);
    this.process = child;
    await until(`the server to be ready; see ${logFile}`, startLimit, async () => {
      if (child.exitCode !== null || child.signalCode !== null) {
        throw new Error(`the server ended:\n${readFileSync(logFile, "utf8").slice(-4_000)}`);
      }
      return (await answers(`${this.url}/readyz`)) === 200;
    });
  }

  /** Makes an organization with its owner, as whoever runs the server does. */
  createOwner(owner: Person & { name: string; organization: string; kind?: "partner" | "distributor" }): void {
    const { email, name, organization, password, kind = "partner" } = owner;
    const who = ["--email", email, "--name", name, "--organization", organization, "--kind", kind];
    execFileSync(
      join(root, "tools/seatkeeper"),
      ["admin", "create", ...who, "--password-stdin", "--data-dir", this.dataDir],
      { cwd: this.home, input: `${password}\n`, env: { ...process.env, DATABASE_URL: undefined } },
    );
  }

  /** Ends the server as a power cut would, and waits until it is gone. */
  async kill(): Promise<void> {
    await this.end("SIGKILL");
  }

  /** Ends the server properly; its data stays. */
  async pause(): Promise<void> {
    await this.end("SIGTERM");
  }

  /** Ends the server properly and deletes its data. */
  async stop(): Promise<void> {
    await this.end("SIGTERM");
    const postgres = this.postgresPid; // left behind after a kill, or never stopped
    if (postgres) {
      signal(postgres, "SIGQUIT");
      await until("Postgres to end", 30_000, async () => !signal(postgres, 0));
    }
    rmSync(this.home, { recursive: true, force: true });
  }

  private async end(how: NodeJS.Signals): Promise<void> {
    const child = this.process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(how);
    await gone;
  }
}

/** Asks again until `condition` holds; fails after `limit` milliseconds, naming `what`. */
export async function until(
  what: string,
  limit: number,
  condition: () => Promise<boolean>,
): Promise<void> {
  const end = performance.now() + limit;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`waited ${limit} ms for ${what}`);
    await new Promise((wake) => setTimeout(wake, 50));
  }
}

async function answers(url: string): Promise<number | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.status;
  } catch {
    return undefined;
  }
}

/** Sends a signal; false when there is no such process any more. */
function signal(pid: number, which: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, which);
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}
