/** Errors of a test's own code: a name or a value that the control does not take, a fault that was never met. */

/** What was asked of the sandbox's control is not possible; the message says what, where and how to put it right. */
export class ControlError extends Error {
  override readonly name: string = 'ControlError';
}

/** Neither the REST nor the GraphQL contract has an operation or field of this name. */
export class UnknownTargetError extends ControlError {
  override readonly name = 'UnknownTargetError';
  readonly target: string;
  /** The nearest name that exists. */
  readonly suggestion: string;

  constructor(target: string, suggestion: string) {
    super(
      `Unknown operation or field ${JSON.stringify(target.slice(0, 100))}. Did you mean ${JSON.stringify(suggestion)}?`,
    );
    this.target = target;
    this.suggestion = suggestion;
  }
}

/** Faults were set and not met as often as they were to be: the code under test did not send what the test expects. */
export class FaultNotMetError extends ControlError {
  override readonly name = 'FaultNotMetError';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(
      `${faults.length === 1 ? 'A fault was' : `${faults.length} faults were`} set and not met:\n${faults
        .map((fault) => `  ${fault}`)
        .join('\n')}`,
    );
    this.faults = faults;
  }
}
