/** V8 has `captureStackTrace`; other engines keep a caller's frames over `await` or have none to give. */
const { captureStackTrace } = Error as {
  captureStackTrace?: (holder: object, below: (...parameters: never[]) => unknown) => void;
};

/** One error may reach many calls, such as that of a token for which all of them wait: it shows the first. */
const shown = new WeakSet<Error>();

/**
 * Remembers who called, so that an error that arises after a wait shows it: a promise that is not the language's own is cut off from
 * its caller's stack. The frames are written out only if there is an error.
 *
 * @param below - the function whose callers are meant.
 * @returns a function that puts the caller's frames below an error's own, and returns the error.
 */
export function callerStack(below: (...parameters: never[]) => unknown): <Thrown>(error: Thrown) => Thrown {
  const caller: { stack?: string } = {};
  captureStackTrace?.(caller, below);
  return (error) => {
    if (error instanceof Error && caller.stack && !shown.has(error)) {
      shown.add(error);
      // Without its first line, which names no error.
      error.stack += caller.stack.replace(/^[^\n]*/, '');
    }
    return error;
  };
}

/** The same method, whose errors show who called it. */
export function traced<Method extends (...parameters: never[]) => Promise<unknown>>(method: Method): Method {
  const wrapped = (...parameters: Parameters<Method>): Promise<unknown> => {
    const withCaller = callerStack(wrapped);
    return method(...parameters).catch((error: unknown) => {
      throw withCaller(error);
    });
  };
  return wrapped as Method;
}
