import { execFileSync } from 'node:child_process';

/** A clean git checkout, which a release changes as a whole or not at all. */
export class Checkout {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /** What is not committed, as `git status` lists it; empty in a clean checkout. */
  get uncommitted(): string {
    return this.#git('status', '--porcelain').trim();
  }

  /**
   * Runs `change`; where it throws, a clean checkout is again what it was before: same commit, same files, none of `change`'s tags.
   * Files that git ignores stay.
   *
   * @throws whatever `change` throws
   */
  async changeOrRestore<Result>(change: () => Promise<Result>): Promise<Result> {
    const commit = this.#git('rev-parse', 'HEAD').trim();
    const tags = new Set(this.#tags());
    try {
      return await change();
    } catch (error) {
      this.#git('reset', '--hard', '--quiet', commit);
      this.#git('clean', '-fdq');
      for (const tag of this.#tags()) if (!tags.has(tag)) this.#git('tag', '--delete', tag);
      throw error;
    }
  }

  #tags(): string[] {
    return this.#git('tag', '--list').split('\n').filter(Boolean);
  }

  #git(...args: string[]): string {
    return execFileSync('git', args, { cwd: this.#root, encoding: 'utf8' });
  }
}
