/** Names, in headers, queries, forms and JSON, whose values never appear in a log. */
const SECRET_NAME =
  /secret|token|password|authorization|api-?_?key|credential|signature|cookie|assertion|code_verifier/i;

/** Whether a header or field of this name holds a secret. */
export const isSecretName = (name: string): boolean => SECRET_NAME.test(name);
