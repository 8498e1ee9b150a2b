import { once } from "node:events";
import type { AddressInfo } from "node:net";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer } from "smtp-server";
import { until } from "./server.ts";

/** A mail as it came. */
export interface Letter {
  /** Whom it was handed in for. */
  recipients: string[];
  mail: Email;
}

/** A mail server on this machine that keeps what it is given. */
export class PostOffice {
  readonly letters: Letter[] = [];

  private constructor(private readonly server: SMTPServer, readonly url: string) {}

  static async open(): Promise<PostOffice> {
    let office: PostOffice;
    const server = new SMTPServer({
      disabledCommands: ["AUTH", "STARTTLS"],
      onData(stream, session, done) {
        const pieces: Buffer[] = [];
        stream.on("data", (piece: Buffer) => pieces.push(piece));
        stream.on("end", () => {
          const recipients = session.envelope.rcptTo.map(({ address }) => address);
          PostalMime.parse(Buffer.concat(pieces)).then((mail) => {
            office.letters.push({ recipients, mail });
            done();
          }, done);
        });
      },
    });
    const listener = server.listen(0, "127.0.0.1");
    await once(listener, "listening");
    const { port } = listener.address() as AddressInfo;
    office = new PostOffice(server, `smtp://127.0.0.1:${port}?tls=none`);
    return office;
  }

  /** The only mail with this subject, once it is there. */
  async letter(subject: string): Promise<Letter> {
    const found = () => this.letters.filter(({ mail }) => mail.subject === subject);
    await until(`a mail "${subject}"`, 20_000, async () => found().length > 0);
    const [first, ...others] = found();
    if (!first || others.length > 0) throw new Error(`${others.length + 1} mails "${subject}"`);
    return first;
  }

  async close(): Promise<void> {
    await new Promise<void>((closed) => this.server.close(closed));
  }
}
