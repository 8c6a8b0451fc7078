/** What the process ends with. Scripts depend on the numbers: add, never change. */
export const exitCodes = {
  success: 0,
  /** An error that none of the others names. */
  failure: 1,
  usage: 2,
  authentication: 3,
  permission: 4,
  notFound: 5,
  /** 400, 409, 412, 422 and other refusals: nothing was written. */
  refused: 6,
  rateLimited: 7,
  /** 5xx, or a response that is not what the contract says. */
  server: 8,
  /** No response, or none in time. */
  network: 9,
  /** Ctrl-C, as shells count it. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** For `northwind --help`. */
export const exitCodesHelp = `Exit codes:
  0 success    1 failure        2 usage          3 not signed in    4 not allowed
  5 not found  6 refused        7 rate limited   8 server error     9 no response    130 interrupted`;
