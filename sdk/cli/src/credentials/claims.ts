/** What a JSON Web Token says, not verified: it is the server's to decide by. Empty for a token that is none. */
export function claimsOf(token: string): Readonly<Record<string, unknown>> {
  try {
    const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
    return Object(JSON.parse(payload)) as Record<string, unknown>;
  } catch {
    return {};
  }
}
