/** What a check found. */
export interface Finding {
  readonly check: string;
  readonly result: 'ok' | 'failed' | 'skipped';
  readonly detail: string;
  /** What to do; empty where all is well. */
  readonly remedy: string;
}

export const ok = (check: string, detail: string): Finding => ({ check, result: 'ok', detail, remedy: '' });

export const failed = (check: string, detail: string, remedy: string): Finding => ({
  ...{ check, result: 'failed', detail, remedy },
});

export const skipped = (check: string, detail: string, remedy = ''): Finding => ({
  ...{ check, result: 'skipped', detail, remedy },
});

/** A check that throws has failed. */
export async function attempt(check: string, remedy: string, work: () => Promise<Finding>): Promise<Finding> {
  try {
    return await work();
  } catch (error) {
    return failed(check, error instanceof Error ? error.message : String(error), remedy);
  }
}
