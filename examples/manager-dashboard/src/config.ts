/** Where the page finds its services: `config.json` beside it, so that one build serves every environment. Holds no secrets. */
export interface Config {
  readonly restUrl: string;
  readonly graphqlUrl: string;
  readonly userPoolId: string;
  readonly webClientId: string;
  /** Base URL of the user pools API, for the sandbox; AWS's own is known by the user pool's region. */
  readonly cognitoUrl?: string;
  /**
   * Base URL of the user pool's sign-in pages; without it there is no sign-in by redirect.
   * @defaultValue `cognitoUrl`
   */
  readonly signInPagesUrl?: string;
}

const NEEDED = ['restUrl', 'graphqlUrl', 'userPoolId', 'webClientId'] as const;

/** @throws Error that says which settings are missing. */
export function readConfig(settings: Partial<Config>): Config {
  const missing = NEEDED.filter((name) => !settings[name]);
  if (missing.length > 0) throw new Error(`config.json lacks ${missing.join(', ')}.`);
  return settings as Config;
}

export async function loadConfig(): Promise<Config> {
  const response = await fetch('/config.json');
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  if (!response.ok || !isJson) throw new Error('There is no config.json beside this page.');
  return readConfig((await response.json()) as Partial<Config>);
}
