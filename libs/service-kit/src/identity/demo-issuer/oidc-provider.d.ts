/** The part of oidc-provider (which brings no types) that the demo issuer uses. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  interface Interaction {
    uid: string;
    params: Record<string, unknown>;
  }
  interface TokenContext {
    oidc: { params: Record<string, unknown>; client: object; entity(name: string, value: object): void };
    body: unknown;
  }
  export class Provider {
    constructor(issuer: string, configuration: object);
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<Interaction>;
    interactionFinished(request: IncomingMessage, response: ServerResponse, result: object): Promise<void>;
    registerGrantType(name: string, handler: (context: TokenContext) => Promise<void>, parameters: string[]): void;
    on(event: 'server_error', listener: (context: unknown, error: Error) => void): this;
    readonly AccessToken: new (token: object) => {
      resourceServer: object;
      readonly expiration: number;
      save(): Promise<string>;
    };
    readonly Grant: new (grant: object) => { addOIDCScope(scope: string): void; save(): Promise<string> };
    readonly ResourceServer: new (identifier: string, data: object) => object;
  }
  export const errors: { InvalidRequest: new (message: string) => Error };
}
