// AppSync resolves `@aws-appsync/utils/dynamodb`; the npm package has the file but no `exports` that would let NodeNext find it.
declare module '@aws-appsync/utils/dynamodb' {
  export * from '@aws-appsync/utils/dynamodb.js';
}
