import type { DeviceCommand } from '../../generated/testing/device-types.ts';
import { later } from '../time.ts';
import type { Rule } from './rule.ts';

/** A command is good for a short while after it was given. */
const deviceCommand: Rule<DeviceCommand> = ({ issuedAt }) => ({ expiresAt: later(issuedAt, 1) });

export const deviceRules = { DeviceCommand: deviceCommand };
