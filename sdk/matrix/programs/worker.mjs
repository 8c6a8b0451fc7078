// A Worker: runs the scenario of the settings that it is sent.
import * as sdk from '@northwind/sdk';
import * as cognito from '@northwind/sdk/cognito';
import * as graphql from '@northwind/sdk/graphql';
import { scenario } from './scenario.mjs';

export default {
  async fetch(request) {
    try {
      return Response.json(await scenario({ sdk, cognito, graphql }, await request.json(), { secret: true }));
    } catch (error) {
      return new Response(error.stack, { status: 500 });
    }
  },
};
