// What browsers run: the scenario as React Native runs it, and the entries for webhooks and for tests, with MSW's service worker.
import * as sdk from '@northwind/sdk';
import * as graphql from '@northwind/sdk/graphql';
import * as testing from '@northwind/sdk/testing';
import * as webhooks from '@northwind/sdk/webhooks';
import { setupWorker } from 'msw/browser';
import './bundle.mjs';
import { kit } from './kit.mjs';

const scenario = globalThis.run;

const mock = async (handlers) => {
  const worker = setupWorker(...handlers);
  await worker.start({ onUnhandledRequest: 'bypass', quiet: true });
  return { use: (...more) => worker.use(...more), stop: () => worker.stop() };
};

globalThis.run = async (settings) => {
  const steps = await scenario(settings);
  return [...steps, ...(await kit({ sdk, graphql, testing, webhooks, mock }, settings))];
};
