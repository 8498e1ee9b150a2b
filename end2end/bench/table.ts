import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Measurements as Markdown for people and JSON for comparing. */
export class Table {
  private readonly rows: { what: string; median: number; p95: number; runs: number }[] = [];
  private readonly notes: string[] = [];

  constructor(private readonly title: string) {}

  /** Adds the milliseconds of one operation's runs. */
  add(what: string, times: number[]): void {
    const sorted = [...times].sort((a, b) => a - b);
    const at = (share: number) =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
    this.rows.push({ what, median: at(0.5), p95: at(0.95), runs: sorted.length });
  }

  note(text: string): void {
    this.notes.push(text);
  }

  print(): void {
    const number = (ms: number) => ms.toFixed(ms < 10 ? 1 : 0);
    const lines = this.rows.map(
      ({ what, median, p95 }) => `| ${what} | ${number(median)} | ${number(p95)} |`,
    );
    console.log(
      [``, this.title, ...this.notes, ``, `| what | median, ms | p95, ms |`, `|---|---|---|`, ...lines, ``].join("\n"),
    );
  }

  write(file: string): void {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify({ title: this.title, notes: this.notes, rows: this.rows }, null, 2));
  }
}
