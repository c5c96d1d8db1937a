import { actionPlan } from './action-plan.ts';
import { briefing } from './briefing.ts';
import { claims } from './claims.ts';
import { commissioning } from './commissioning.ts';
import { coverage } from './coverage.ts';
import { cube } from './cube.ts';
import { disclosure } from './disclosure.ts';
import { drafts } from './drafts.ts';
import { framework } from './framework.ts';
import { geography } from './geography.ts';
import { intake } from './intake.ts';
import { shell } from './shell.ts';
import { statistics } from './statistics.ts';
import { workspace } from './workspace.ts';
import type { Method, MethodInput, MethodOutput, MethodParsed } from './method.ts';

/** The table of contents of the process boundary: every method by name. */
export const contract = {
  ...shell,
  ...workspace,
  ...intake,
  ...coverage,
  ...cube,
  ...disclosure,
  ...geography,
  ...statistics,
  ...commissioning,
  ...framework,
  ...actionPlan,
  ...briefing,
  ...claims,
  ...drafts,
};

export type Contract = typeof contract;
export type MethodName = keyof Contract;
export type InputOf<N extends MethodName> = MethodInput<Contract[N]>;
export type ParsedOf<N extends MethodName> = MethodParsed<Contract[N]>;
export type OutputOf<N extends MethodName> = MethodOutput<Contract[N]>;
export type EngineMethodName = {
  [N in MethodName]: N extends keyof typeof shell ? never : N;
}[MethodName];
export type MainMethodName = keyof typeof shell;

/** The declaration of a method by its name; undefined for a name that is not in the contract. */
export function methodNamed(name: string): Method | undefined {
  return Object.hasOwn(contract, name) ? (contract as Record<string, Method>)[name] : undefined;
}
