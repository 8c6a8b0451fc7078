/** Variables every function has: Powertools reads them (its "Environment variables" page). */
export const powertoolsEnvironment = (service: string) =>
  ({
    POWERTOOLS_SERVICE_NAME: { from: 'literal', value: service },
    POWERTOOLS_METRICS_NAMESPACE: { from: 'literal', value: 'Northwind' },
    POWERTOOLS_LOG_LEVEL: { from: 'literal', value: 'INFO' },
  }) as const;
