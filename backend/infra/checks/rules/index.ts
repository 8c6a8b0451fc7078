/** Every rule that a planned stack is held to. */
import type { Rule } from '../rule.ts';
import { argumentsAreSafe } from './arguments/index.ts';
import { callsAreNotPaidTwice, doorsAreSampled } from './costs.ts';
import { discoveryFollowsTheOrigin } from './discovery.ts';
import { aLeftRegionIsHeld, failoverNeedsNobody, oneRegionPublishes } from './failover.ts';
import { fieldsAreResolved, operationsAreRouted, scopesAndGroupsExist } from './doors.ts';
import {
  firewallsStand,
  openPathsHaveARate,
  originsKnowTheEdge,
  plansFitTheFirewall,
  tlsHasAFloor,
} from './edge.ts';
import { nothingIsPublic, productionIsProtected } from './exposure.ts';
import { functionsAreBuiltAlike, functionsAreDeployed, logsEnd } from './functions.ts';
import { rolesAllowWhatHopsNeed } from './grants.ts';
import { aliasesCanBeMoved, undeliveredEventsAreKept } from './hops.ts';
import { firewallRulesAct } from './firewall-actions.ts';
import { policiesHaveTheirForm } from './grammar.ts';
import { limitsHold } from './limits.ts';
import { whatIsNeededIsMadeFirst } from './order.ts';
import { policiesBind } from './organization.ts';
import { clientsAreKnownToTheTable, clientsAreOfTheirKind, everyPartnerHasItsOwn } from './partners.ts';
import { thingsAreWhereTheyAreNamed } from './places.ts';
import { regionsAreAlike } from './regions.ts';
import { rolesHaveNoWildcards, tableAccessFollowsDefinitions } from './roles.ts';
import { signInHasAFirewall } from './sign-in.ts';
import {
  bucketsArePrivate,
  messagesAreEncrypted,
  queuesHaveDeadLetters,
  tableFollowsItsDefinition,
} from './storage.ts';
import { callersMayCall, keysOpenForServices, rolesTrustTheirService, timeoutsFit } from './trust.ts';
import { hostsAreTheContracts, metricsExist, onlyCompositesPage } from './watch.ts';
import { deliveriesAreAdmitted, rolesAllowWhatServicesDo } from './writers.ts';

export const rules: readonly Rule[] = [
  operationsAreRouted,
  scopesAndGroupsExist,
  fieldsAreResolved,
  functionsAreDeployed,
  functionsAreBuiltAlike,
  logsEnd,
  rolesHaveNoWildcards,
  tableAccessFollowsDefinitions,
  queuesHaveDeadLetters,
  bucketsArePrivate,
  tableFollowsItsDefinition,
  messagesAreEncrypted,
  everyPartnerHasItsOwn,
  clientsAreOfTheirKind,
  clientsAreKnownToTheTable,
  nothingIsPublic,
  firewallsStand,
  originsKnowTheEdge,
  plansFitTheFirewall,
  openPathsHaveARate,
  discoveryFollowsTheOrigin,
  tlsHasAFloor,
  productionIsProtected,
  regionsAreAlike,
  oneRegionPublishes,
  failoverNeedsNobody,
  aLeftRegionIsHeld,
  onlyCompositesPage,
  metricsExist,
  aliasesCanBeMoved,
  undeliveredEventsAreKept,
  rolesAllowWhatHopsNeed,
  rolesTrustTheirService,
  callersMayCall,
  keysOpenForServices,
  timeoutsFit,
  whatIsNeededIsMadeFirst,
  argumentsAreSafe,
  hostsAreTheContracts,
  limitsHold,
  callsAreNotPaidTwice,
  doorsAreSampled,
  policiesHaveTheirForm,
  thingsAreWhereTheyAreNamed,
  signInHasAFirewall,
  firewallRulesAct,
  policiesBind,
  deliveriesAreAdmitted,
  rolesAllowWhatServicesDo,
];
