/**
 * Jest's global set-up: starts one sandbox for the run and hands its address to the workers.
 *
 * @example
 * // jest.config.js
 * export default {
 *   globalSetup: '@northwind/sandbox/jest/global-setup',
 *   globalTeardown: '@northwind/sandbox/jest/global-teardown',
 * };
 *
 * @packageDocumentation
 */
import { acquireSandbox } from './shared-sandbox.ts';

export default async function setup(): Promise<void> {
  const { url, token } = await acquireSandbox();
  // Workers inherit the environment.
  process.env['NORTHWIND_CONTROL_URL'] = url;
  process.env['NORTHWIND_CONTROL_TOKEN'] = token;
}
