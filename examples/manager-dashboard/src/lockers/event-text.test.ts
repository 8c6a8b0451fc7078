import { describe, expect, it } from 'vitest';
import { doorText, eventText } from './event-text.ts';
import { lockerFrom } from './locker-state.ts';
import { eventOf, snapshotOf } from './test-data.ts';

const { doors } = lockerFrom(snapshotOf());

describe('an event in words', () => {
  it.each([
    [eventOf(1, 'DOOR_OPENED'), 'Door 1 opened'],
    [eventOf(1, 'PARCEL_OUT', { compartmentId: 'cmp_2' }), 'Parcel taken from behind door 2'],
    [eventOf(1, 'BATTERY', { batteryPercent: 12 }), 'Battery at 12 %'],
    [
      eventOf(1, 'DELIVERY_PROBLEM', { problemReason: 'DOOR_BLOCKED' }),
      'Problem with the delivery for door 1: the door is blocked',
    ],
    [eventOf(1, 'DOOR_LEFT_OPEN'), 'Door 1: door left open'],
    [
      eventOf(1, 'DELIVERY_PROBLEM', { problemReason: 'WET_PAINT' }),
      'Problem with the delivery for door 1: wet paint',
    ],
    [eventOf(1, 'DOOR_CLOSED', { compartmentId: 'cmp_of_a_wing_added_since' }), 'A door closed'],
  ])('%# names the door and what happened', (event, text) => {
    expect(eventText(event, doors)).toBe(text);
  });
});

describe('a door in words', () => {
  it('says what is behind it, and is silent about a sensor that never spoke', () => {
    expect(doors.map(doorText)).toEqual(['Door 1, small: free', 'Door 2, large: occupied, door closed']);
  });
});
