import type { IncomingMessage } from 'node:http';

/** A request as the gateway's stages see it. */
export interface GatewayRequest {
  readonly httpMethod: string;
  /** Path below the stage, such as `/invoices/inv_1`, still percent-encoded. */
  readonly path: string;
  /** Path as the client asked for it, stage included. */
  readonly requestPath: string;
  readonly headers: HeaderList;
  readonly query: URLSearchParams;
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly requestId: string;
  readonly extendedRequestId: string;
  readonly receivedAt: Date;
}

/** Headers in the order and spelling they arrived in: API Gateway passes both on. */
export class HeaderList {
  readonly entries: readonly (readonly [name: string, value: string])[];

  constructor(entries: readonly (readonly [name: string, value: string])[]) {
    this.entries = entries;
  }

  static from(request: IncomingMessage): HeaderList {
    const entries: [string, string][] = [];
    for (let index = 0; index < request.rawHeaders.length; index += 2) {
      entries.push([request.rawHeaders[index] as string, request.rawHeaders[index + 1] as string]);
    }
    return new HeaderList(entries);
  }

  /** All values of a header, whatever the spelling of its name. */
  all(name: string): string[] {
    const wanted = name.toLowerCase();
    return this.entries.filter(([candidate]) => candidate.toLowerCase() === wanted).map(([, value]) => value);
  }

  /** The last value of a header, which is the one API Gateway gives where only one fits. */
  last(name: string): string | undefined {
    return this.all(name).at(-1);
  }
}

/** An answer on its way out. */
export interface GatewayAnswer {
  readonly statusCode: number;
  /** Names may repeat. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}
