// A Worker: runs the scenario of the settings that it is sent.
import * as sdk from '@northwind/sdk';
import * as cognito from '@northwind/sdk/cognito';
import * as graphql from '@northwind/sdk/graphql';
import * as webhooks from '@northwind/sdk/webhooks';
import { kit } from './kit.mjs';
import { scenario } from './scenario.mjs';

export default {
  async fetch(request) {
    try {
      const settings = await request.json();
      const steps = await scenario({ sdk, cognito, graphql }, settings, { secret: true });
      return Response.json([...steps, ...(await kit({ sdk, webhooks }, settings))]);
    } catch (error) {
      return new Response(error.stack, { status: 500 });
    }
  },
};
