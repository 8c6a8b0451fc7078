/** V8 has `captureStackTrace`; other engines keep a caller's frames over `await` or have none to give. */
const { captureStackTrace } = Error as {
  captureStackTrace?: (holder: object, below: (...parameters: never[]) => unknown) => void;
};

/** One error may reach many calls, such as that of a token for which all of them wait: it shows the first. */
const shown = new WeakSet<Error>();

/**
 * The same method, whose errors show who awaits it. An error that arises in a timer or a socket knows only the SDK's own frames; here, where it
 * passes on its way to the caller, the engine knows who waits. Calls that succeed pay nothing.
 */
export function traced<Parameters extends unknown[], Result>(
  method: (...parameters: Parameters) => Promise<Result>,
): (...parameters: Parameters) => Promise<Result> {
  return async function call(...parameters) {
    try {
      return await method(...parameters);
    } catch (error) {
      if (error instanceof Error && error.stack && !shown.has(error)) {
        shown.add(error);
        const caller: { stack?: string } = {};
        captureStackTrace?.(caller, call);
        // Its first line names no error, and some of its frames the engine may have put there itself.
        for (const frame of caller.stack?.split('\n').slice(1) ?? [])
          if (!error.stack.includes(frame)) error.stack += `\n${frame}`;
      }
      throw error;
    }
  };
}
