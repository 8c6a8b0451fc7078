/**
 * Jest's global teardown: stops the sandbox of `@northwind/sandbox/jest/global-setup`.
 *
 * @packageDocumentation
 */
export { releaseSandbox as default } from './shared-sandbox.ts';
