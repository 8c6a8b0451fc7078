/** A WebSocket whose server is the test. */
export class ScriptedSocket {
  static all: ScriptedSocket[] = [];
  readyState = 0;
  onopen: (() => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onerror: ((event: unknown) => void) | null = null;
  readonly url: string;
  readonly protocols: string[];
  readonly sent: { type: string; id?: string; payload?: Record<string, unknown> }[] = [];

  constructor(url: string, protocols: string[]) {
    this.url = url;
    this.protocols = protocols;
    ScriptedSocket.all.push(this);
  }

  send(data: string): void {
    this.sent.push(JSON.parse(data));
  }

  close(): void {
    this.readyState = 3;
  }

  /** The server speaks. */
  say(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  /** The connection opens and is acknowledged. */
  accept(connectionTimeoutMs = 300_000): void {
    this.readyState = 1;
    this.onopen?.();
    this.say({ type: 'connection_ack', payload: { connectionTimeoutMs } });
  }

  /** The connection breaks. */
  break(code = 1006): void {
    this.readyState = 3;
    this.onerror?.(new Error('broken'));
    this.onclose?.({ code, reason: '' });
  }

  sentOf(type: string): (typeof this.sent)[number][] {
    return this.sent.filter((frame) => frame.type === type);
  }

  tokenOfHandshake(): string {
    const header = this.protocols.find((protocol) => protocol.startsWith('header-')) ?? '';
    return (JSON.parse(Buffer.from(header.slice(7), 'base64url').toString()) as { Authorization: string })
      .Authorization;
  }
}
