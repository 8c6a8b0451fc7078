// Node, Bun and Deno: the packed package by its name, from ESM.
import * as sdk from '@northwind/sdk';
import * as cognito from '@northwind/sdk/cognito';
import * as graphql from '@northwind/sdk/graphql';
import { scenario } from './scenario.mjs';

const settings = JSON.parse(process.env.NORTHWIND_MATRIX);
const webSocketImpl = globalThis.WebSocket ?? (await import('ws')).default;
const steps = await scenario({ sdk, cognito, graphql }, settings, { secret: true, webSocketImpl });
console.log(JSON.stringify(steps));
