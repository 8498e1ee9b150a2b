import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import OidcProvider from "oidc-provider";

/** An identity provider that lets everybody in who types a name, with the groups that it is told. */
export class Provider {
  readonly clientId = "seatkeeper";
  readonly clientSecret = "a-secret-of-the-tests-and-of-nobody-else";
  /** The groups of whoever signs in next. */
  groups: string[] = [];

  private constructor(
    private readonly server: Server,
    readonly issuer: string,
  ) {}

  /** Starts one on a free port, which sends people back to this address. */
  static async start(redirect: string): Promise<Provider> {
    let answer: RequestListener = (_, response) => response.end();
    const server = createServer((request, response) => answer(request, response));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const provider = new Provider(server, `http://127.0.0.1:${port}`);
    const oidc = new OidcProvider(provider.issuer, {
      clients: [
        {
          client_id: provider.clientId,
          client_secret: provider.clientSecret,
          redirect_uris: [redirect],
          grant_types: ["authorization_code"],
        },
      ],
      cookies: { keys: ["a key of the tests"] },
      scopes: ["openid", "email", "profile", "groups"],
      claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"], groups: ["groups"] },
      findAccount: (_: unknown, id: string) => ({
        accountId: id,
        claims: () => ({
          sub: id,
          name: `${id} of the provider`,
          email: `${id}@kranich.example`,
          email_verified: true,
          groups: provider.groups,
        }),
      }),
    });
    answer = oidc.callback();
    return provider;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }
}
