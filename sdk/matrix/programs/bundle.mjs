// What browsers and React Native run, bundled: `run(settings, platform)` on the global object.
import * as sdk from '@northwind/sdk';
import * as cognito from '@northwind/sdk/cognito';
import * as graphql from '@northwind/sdk/graphql';
import { scenario } from './scenario.mjs';

globalThis.run = (settings, platform = {}) => scenario({ sdk, cognito, graphql }, settings, platform);
