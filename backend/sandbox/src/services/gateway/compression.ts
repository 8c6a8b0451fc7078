import { codingFor, compress } from '../../support/compression.ts';
import type { GatewayAnswer } from './gateway-request.ts';

/**
 * Compresses a body of at least `minimumSize` bytes that nobody has compressed, for a caller that takes it. API Gateway Developer Guide,
 * "Receive an API response with a compressed payload in API Gateway".
 */
export async function compressAnswer<Answer extends GatewayAnswer>(
  answer: Answer,
  accepted: string | undefined,
  minimumSize: number | undefined,
): Promise<Answer> {
  const { body, headers } = answer;
  if (minimumSize === undefined || body.length < Math.max(1, minimumSize)) return answer;
  if (headers.some(([name]) => name.toLowerCase() === 'content-encoding')) return answer;
  const coding = codingFor(accepted, ['gzip', 'deflate']);
  if (coding === undefined) return answer;
  return {
    ...answer,
    headers: [...headers, ['Content-Encoding', coding]],
    body: await compress(body, coding),
  };
}
