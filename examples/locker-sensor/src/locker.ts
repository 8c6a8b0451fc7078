import { connectAsync } from 'mqtt';
import { sendOver, type LineQuality } from './line.ts';

/** What a door or a sensor reports; the contract is `schema/events/device-message.schema.json`. */
export type DeviceReport =
  | { readonly type: 'battery'; readonly batteryPercent: number }
  | {
      readonly type: 'door_closed' | 'door_opened' | 'parcel_in' | 'parcel_out';
      readonly compartmentId: string;
    }
  | { readonly type: 'heartbeat' };

/** The command a locker gets; the contract is `schema/events/device-command.schema.json`. */
interface OpenCommand {
  readonly commandId: string;
  readonly type: string;
  readonly compartmentId: string;
  readonly expiresAt: string;
}

export interface LockerOptions {
  /** For example `mqtt://127.0.0.1:4016`. */
  readonly mqttUrl: string;
  readonly lockerId: string;
  readonly password: string;
  readonly line: LineQuality;
  /** Number of the last message that this locker has sent, kept over restarts. */
  readonly lastSequence?: number;
  /** Told of each command that is carried out. */
  readonly onOpen?: (compartmentId: string) => void;
}

/** A simulated locker that is connected. */
export interface SimulatedLocker {
  /** Sends a report; resolves when the broker has it. */
  report(report: DeviceReport): Promise<void>;
  /** Somebody uses a compartment: the door opens, a parcel is put in or taken out, the door closes. */
  use(compartmentId: string, parcel: 'parcel_in' | 'parcel_out'): Promise<void>;
  /** Number of the last message sent. */
  readonly lastSequence: number;
  close(): Promise<void>;
}

/** Commands that a locker remembers, so that one that arrives twice opens the door once. */
const REMEMBERED_COMMANDS = 1000;

/** Connects a locker: it reports what it is told to, and opens doors when it is commanded to. */
export async function connectLocker(options: LockerOptions): Promise<SimulatedLocker> {
  const { mqttUrl, lockerId, password, line, onOpen } = options;
  const topic = (name: string): string => `northwind/lockers/${lockerId}/${name}`;
  let deviceSequence = options.lastSequence ?? 0;
  const carriedOut = new Set<string>();

  const client = await connectAsync(mqttUrl, {
    clientId: lockerId,
    username: lockerId,
    password,
    clean: false,
  });

  const report = async (message: DeviceReport): Promise<void> => {
    const body = {
      lockerId,
      deviceSequence: ++deviceSequence,
      occurredAt: new Date().toISOString(),
      ...message,
    };
    await sendOver(line, async () => {
      await client.publishAsync(topic('events'), JSON.stringify(body), { qos: 1 });
    });
  };
  const use: SimulatedLocker['use'] = async (compartmentId, parcel) => {
    // Not one after another: on a bad line they overtake each other, and the service must sort them.
    await Promise.all([
      report({ type: 'door_opened', compartmentId }),
      report({ type: parcel, compartmentId }),
      report({ type: 'door_closed', compartmentId }),
    ]);
  };

  client.on('message', (_topic, payload) => {
    const command = JSON.parse(payload.toString()) as OpenCommand;
    if (command.type !== 'open_compartment' || carriedOut.has(command.commandId)) return;
    // A door that opens when nobody stands there any more is an open door.
    if (Date.parse(command.expiresAt) < Date.now()) return;
    carriedOut.add(command.commandId);
    for (const oldest of carriedOut) if (carriedOut.size > REMEMBERED_COMMANDS) carriedOut.delete(oldest);
    onOpen?.(command.compartmentId);
    use(command.compartmentId, 'parcel_in').catch((error: unknown) => client.emit('error', error as Error));
  });
  await client.subscribeAsync(topic('commands'), { qos: 1 });

  return {
    report,
    use,
    get lastSequence() {
      return deviceSequence;
    },
    close: () => client.endAsync(),
  };
}
