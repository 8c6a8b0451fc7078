import { Northwind } from '@northwind/sdk';

const northwind = Northwind.fromEnv({
  hooks: {
    request: ({ headers }) => {
      headers['traceparent'] = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    },
    response: ({ operation, status, durationMs }) => console.log(operation, status, `${durationMs} ms`),
    retry: ({ operation, attempt, delayMs }) =>
      console.warn(operation, 'attempt', attempt, 'failed; next in', delayMs, 'ms'),
  },
});
await northwind.health.get({ deep: true });
