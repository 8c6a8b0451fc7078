/**
 * The pages behind the `type` of problem documents, at the path they have on the developers' site: what is answered there names the
 * site's URL, as on AWS, and the sandbox has the same page at its own REST port.
 */
import { problemTypeBase } from '../../../src/generated/manifest.ts';
import type { GatewayAnswer } from '../services/gateway/gateway-request.ts';

const { pathname: base } = new URL(problemTypeBase);

export async function problemPageAt(
  method: string | undefined,
  path: string,
): Promise<GatewayAnswer | undefined> {
  if (!path.startsWith(base) || (method !== 'GET' && method !== 'HEAD')) return undefined;
  // Nobody looks one up in most runs.
  const { problemTexts } = await import('../generated/problem-texts.ts');
  const code = path.slice(base.length);
  const text = Object.hasOwn(problemTexts, code) ? problemTexts[code] : undefined;
  return {
    statusCode: text === undefined ? 404 : 200,
    // Markdown, which a browser shows under this type and offers to save under its own.
    headers: [['Content-Type', 'text/plain; charset=utf-8']],
    body: Buffer.from(text ?? `There is no problem code of this name.\n`),
  };
}
