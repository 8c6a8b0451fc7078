/**
 * Batch and transaction requests name their table, and a resolver's code has no environment of its own that Terraform's AWS provider
 * could set. Whoever deploys the bundles (Terraform, the sandbox) replaces this text by the table's name.
 */
export const TABLE = '@@TABLE_NAME@@';
