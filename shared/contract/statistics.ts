import * as v from 'valibot';
import { engineMethod } from './method.ts';

export interface MethodAnswer {
  readonly result: Readonly<Record<string, unknown>>;
  readonly method: string;
  readonly source: string;
}

export interface MethodDescription {
  readonly name: string;
  readonly input: string;
  readonly result: string;
  readonly source: string;
}

export interface SelfTestResult {
  readonly name: string;
  readonly passed: boolean;
  readonly detail: string;
}

/** Single methods on given numbers, so that an auditor can repeat any figure by hand. They need no workspace. */
export const statistics = {
  'method.list': engineMethod<readonly MethodDescription[]>()({
    access: 'read',
    needs: 'nothing',
    reads: [],
    input: v.optional(v.strictObject({}), {}),
  }),
  'method.run': engineMethod<MethodAnswer>()({
    access: 'read',
    needs: 'nothing',
    reads: [],
    input: v.strictObject({ name: v.string(), input: v.unknown() }),
  }),
  'method.selftest': engineMethod<readonly SelfTestResult[]>()({
    access: 'read',
    needs: 'nothing',
    reads: [],
    input: v.optional(v.strictObject({}), {}),
  }),
};
