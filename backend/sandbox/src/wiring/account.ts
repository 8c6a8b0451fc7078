/** The AWS account that the sandbox stands for. */
export const account = { region: 'us-east-1', accountId: '000000000000' } as const;
