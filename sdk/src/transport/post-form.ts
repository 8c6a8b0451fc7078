import { mask } from './mask.ts';
import type { Transport } from './transport-request.ts';

/** Token requests create nothing that matters twice, so they are repeated like safe calls. */
export async function postForm(
  send: Transport,
  url: string,
  form: Readonly<Record<string, string>>,
  headers?: Readonly<Record<string, string>>,
): Promise<{ status: number; body: string; requestId: string | undefined }> {
  const { response, body, requestId, secrets } = await send({
    operation: 'token',
    method: 'POST',
    url,
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    secretHeaders: headers,
    body: new URLSearchParams(form).toString(),
    auth: 'none',
    repeatable: true,
    returnErrors: true,
  });
  return { status: response.status, body: response.ok ? body : mask(secrets, body), requestId };
}
