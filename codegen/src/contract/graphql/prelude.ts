/**
 * What AppSync adds to every schema by itself ("AWS AppSync directives reference", "Scalar types"): graphql-js must be told.
 * Only what this contract may use is here, so that anything else is an error: `@aws_auth` above all, which AppSync silently
 * ignores once an API has a second authorization mode.
 */
export const appsyncPrelude = `
scalar AWSDate
scalar AWSDateTime
scalar AWSURL
directive @aws_cognito_user_pools(cognito_groups: [String!]) on OBJECT | FIELD_DEFINITION
directive @aws_iam on OBJECT | FIELD_DEFINITION
directive @aws_subscribe(mutations: [String!]!) on FIELD_DEFINITION
`;

/** How a scalar travels in JSON. */
export const scalarTypes: Readonly<Record<string, 'string' | 'number' | 'boolean'>> = {
  ID: 'string',
  String: 'string',
  Int: 'number',
  Float: 'number',
  Boolean: 'boolean',
  AWSDate: 'string',
  AWSDateTime: 'string',
  AWSURL: 'string',
};
