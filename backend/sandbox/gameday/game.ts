/** The game: two Regions, traffic on all channels, the primary lost in the middle of a write, and the way back. */
import { missed } from './channels/live.ts';
import { readFailoverTimes, type FailoverTimes } from './failover-times.ts';
import { goBack, loseInMidWrite, reunite, type Reunion } from './loss.ts';
import { mend } from './mend.ts';
import { createFollowing } from './following.ts';
import { createPlayers, type Players } from './players.ts';
import { holds, lossesOf, proof, type Losses, type Proof } from './proofs.ts';
import { openRegions, type Regions, type RegionsOptions } from './regions.ts';
import { holdTokens, type Tenure } from './tenure.ts';
import { createTimeline, type Timeline } from './timeline.ts';

export interface GameOptions extends Pick<RegionsOptions, 'lagMs' | 'seed'> {
  /** Default: what production's Terraform says. */
  readonly times?: FailoverTimes;
  /** Told of what happens, line by line. */
  readonly tell?: (line: string) => void;
}

/** What a channel has lost, and for how long it was away. */
export interface Row extends Omit<Losses, 'proofs'> {
  /** Seconds from the loss until it worked again; undefined: not before the Region was back. */
  readonly recoveryTimeSeconds: number | undefined;
}

export interface Outcome {
  readonly times: FailoverTimes;
  readonly rows: readonly Row[];
  readonly tenures: readonly Tenure[];
  readonly reunion: Reunion;
  /** Events that followers were shown and that the lost Region alone knew. */
  readonly takenBack: number;
  /** How long the doors were closed for the way back. */
  readonly pausedSeconds: number;
  readonly proofs: readonly Proof[];
}

/** Seconds of traffic before the loss, and after each move. */
const calmSeconds = 5;
/** How long a channel may be away without anybody doing anything. */
const targetSeconds = 60;
/** A game that has not moved on by then never does. */
const patienceSeconds = 300;

export async function play({ tell = () => undefined, ...options }: GameOptions): Promise<Outcome> {
  const { times = await readFailoverTimes() } = options;
  // Before the loss, after it, and around the way back; and some more, for a machine on which a second is too short for all.
  const busySeconds = 3 * calmSeconds + recoverySeconds(times) + 20;
  const regions = await openRegions({ ...options, times, busySeconds });
  // Programs and phones go by the same time as the Regions.
  return regions.primary.clock.run(async () => {
    try {
      const players = await createPlayers(regions);
      try {
        return await playWith({ regions, players, times, lagMs: options.lagMs, tell });
      } finally {
        await players.close();
      }
    } finally {
      await regions.close();
    }
  });
}

interface Setting {
  readonly regions: Regions;
  readonly players: Players;
  readonly times: FailoverTimes;
  readonly lagMs: number;
  readonly tell: (line: string) => void;
}

async function playWith(setting: Setting): Promise<Outcome> {
  const { regions, players, times, tell } = setting;
  const { devices, graphql, live, signIn, rest } = players;
  const say = (line: string): void => tell(`${String(timeline.second).padStart(4)} s  ${line}`);
  const timeline = createTimeline({
    regions,
    channels: [devices, graphql, live, signIn, rest],
    follow: createFollowing({
      regions,
      times,
      async onMove(what, to) {
        say(`${what} leads to the ${to} Region`);
        if (what !== 'REST' || to !== 'secondary') return;
        const mended = await mend(regions.secondary);
        if (mended.length > 0)
          say(`${mended.length} lockers' histories are mended: they had arrived in part`);
      },
    }),
  });

  say('traffic on all channels');
  await timeline.run(calmSeconds);
  const loss = await loseInMidWrite(regions, players);
  const lostInSecond = timeline.second;
  say(`the primary Region is lost in mid-write, with ${loss.pending} writes that the other does not have`);
  timeline.startCounting();
  await timeline.until(
    'every channel but sign-in works again',
    () => timeline.firstSuccess.size === 4,
    patienceSeconds,
  );
  await players.creations.repeat();
  await timeline.run(calmSeconds);
  const away = await losses(setting, loss.at);
  const rows = away.map(({ proofs: _proofs, ...row }): Row => ({
    ...row,
    recoveryTimeSeconds: secondsSince(timeline, row.channel, lostInSecond),
  }));
  const proofs = [
    loss.proof,
    ...rows
      .filter(({ channel }) => channel !== signIn.name)
      .map(({ channel, recoveryTimeSeconds = Infinity }) =>
        holds(
          `${channel}: away for ${targetSeconds} s at most`,
          recoveryTimeSeconds <= targetSeconds,
          `${recoveryTimeSeconds} s`,
        ),
      ),
    ...away.flatMap((each) => each.proofs),
    proof(
      'a draft, a delivery and an export in doubt have in the other Region the identifiers of the first',
      await players.creations.doubles(),
    ),
    proof(
      'live streams: every event of the history, once, in the other Region',
      await missed(players.manager, live),
    ),
    holds(
      'sign-in: nobody signs in while the user pool is lost',
      !timeline.firstSuccess.has(signIn.name),
      'somebody did',
    ),
  ];

  say('nobody signs in; those who are signed in go on');
  const tenures = await holdTokens(players.holders, regions.primary, loss.at);
  proofs.push(
    ...tenures.map(({ who, tokenMinutes, lastMinute, endMinute }) =>
      holds(
        `${who} goes on with a token of ${tokenMinutes} minutes for as long as it is good`,
        lastMinute >= tokenMinutes - 2 * 5 && endMinute <= tokenMinutes + 5,
        `until minute ${lastMinute}; minute ${endMinute} failed`,
      ),
    ),
  );

  const takenBack = live.takenBack();
  const reunion = await reunite(regions, loss.at);
  say(`the Region is back: ${reunion.returned} of its writes return, ${reunion.overruled} are overruled`);
  // Its health checks have to be good again before anybody is sent there.
  await timeline.run(recoverySeconds(times));
  const pausedSeconds = await goBack(regions, players, timeline, patienceSeconds);
  timeline.startCounting();
  await timeline.run(calmSeconds);
  proofs.push(...(await proofsOfReturn(setting, timeline, loss.at)));
  return { times, rows, tenures, reunion, takenBack, pausedSeconds, proofs };
}

/** Until a Region that is back counts as healthy. */
const recoverySeconds = ({ checkSeconds, failureThreshold }: FailoverTimes): number =>
  checkSeconds * failureThreshold;

const secondsSince = ({ firstSuccess }: Timeline, channel: string, since: number): number | undefined => {
  const first = firstSuccess.get(channel);
  return first === undefined ? undefined : first - since;
};

const losses = async ({ players, lagMs }: Setting, lostAt: number): Promise<readonly Losses[]> => {
  const { rest, graphql, live, signIn, devices } = players;
  const all: Losses[] = [];
  for (const channel of [rest, graphql, live, signIn, devices])
    all.push(await lossesOf(channel, lostAt, lagMs));
  return all;
};

/** Made a third time, in the Region that was lost. */
async function doubles({ creations }: Players): Promise<readonly string[]> {
  await creations.repeat();
  return creations.doubles();
}

async function proofsOfReturn(
  setting: Setting,
  timeline: Timeline,
  lostAt: number,
): Promise<readonly Proof[]> {
  const { regions, players } = setting;
  await regions.primary.sandbox.settled();
  regions.globalTable.replicate('all');
  const back = await losses(setting, lostAt);
  return [
    ...back.flatMap((each) => each.proofs).map(({ claim, problems }) => proof(`back: ${claim}`, problems)),
    holds(
      'back: every channel works, sign-in too, and no client was made anew',
      timeline.firstSuccess.size === 5,
      `only ${[...timeline.firstSuccess.keys()].join(', ')}`,
    ),
    proof(
      'back: live streams: every event of the history, once',
      await missed(players.manager, players.live),
    ),
    proof(
      'back: a draft, a delivery and an export that were in doubt are there once, as they were answered first',
      await doubles(players),
    ),
    proof('back: REST: the invoice counts every payment, in lists too', await players.rest.miscounted()),
    proof('back: both tables hold the same', regions.differences()),
  ];
}
