import { defineFunction } from '../definition.ts';
import { powertoolsEnvironment } from '../environment.ts';

export const definition = defineFunction({
  name: 'delivery-signature',
  description: "Signs links to upload and to show the images of recipients' signatures.",
  memorySize: 1024,
  timeout: 10,
  latencyCritical: true,
  triggers: [{ kind: 'appsync' }],
  environment: {
    ...powertoolsEnvironment('delivery-signature'),
    SIGNATURES_BUCKET: { from: 'bucket', bucket: 'signatures' },
  },
  // A signed link can do what its signer may do, and no more.
  access: [
    {
      kind: 'bucket',
      bucket: 'signatures',
      actions: ['s3:GetObject', 's3:PutObject'],
      objects: ['signatures/*'],
    },
  ],
});
