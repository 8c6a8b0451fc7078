import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { isWebhookVerificationError, verify } from '@northwind/sdk/webhooks';

const secret = process.env['WEBHOOK_SECRET'] ?? '';

async function receive(headers: NodeJS.Dict<string | string[]>, body: string): Promise<number> {
  try {
    const { id, payload } = await verify<{ type: string; lockerId: string }>({ headers, body }, { secret });
    // The same id comes again when your answer was lost: act once for each.
    console.log(id, payload.type, payload.lockerId);
    return 204;
  } catch (error) {
    if (isWebhookVerificationError(error)) return 400;
    throw error;
  }
}

const server = createServer((request, response) => {
  void text(request)
    .then((body) => receive(request.headers, body))
    .catch(() => 500)
    .then((status) => response.writeHead(status).end());
});
server.listen(Number(process.env['PORT'] ?? 3000), () => console.log('Listening:', server.address()));
