/** Where a sandbox that was started with its control is reached. */

/** What lets a program in another process control a sandbox: what `--control` prints, and `startSandbox({ control: true })` has. */
export interface ControlAddress {
  /** `http://127.0.0.1:4018` */
  readonly url: string;
  /** What `Authorization: Bearer …` must carry. Made at each start. */
  readonly token: string;
}

/** Addresses of a sandbox and the ids of its app clients. */
export interface SandboxAddresses {
  /** With the stage: `http://127.0.0.1:4010/v1`. */
  readonly restUrl: string;
  readonly tokenUrl: string;
  /** `http://127.0.0.1:4015/graphql` */
  readonly graphqlUrl: string;
  /** `ws://127.0.0.1:4015/graphql/realtime` */
  readonly realtimeUrl: string;
  /** `mqtt://127.0.0.1:4016`; WebSocket connections are taken on the same port, at `/mqtt`. */
  readonly mqttUrl: string;
  readonly issuer: string;
  readonly userPoolId: string;
  /** The app clients that people sign in through. */
  readonly mobileClientId: string;
  readonly webClientId: string;
}
