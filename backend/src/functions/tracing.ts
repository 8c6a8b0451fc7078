/**
 * Which of the doors' calls X-Ray keeps: Terraform writes it into its sampling rules, and the bill counts by it. X-Ray Developer Guide,
 * "Configuring sampling rules".
 */
export const traceSampling = {
  /** Calls a second of each door that are kept in any case, so that a quiet environment has traces too. */
  reservoirSize: 1,
  /** Share of the others: with the first of each second some 200,000 traces a day in December. */
  fixedRate: 0.001,
} as const;
