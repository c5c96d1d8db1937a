/**
 * Erlang's B by recursion, in its reciprocal. Part of a server counts by its power between none and one, which the recursion
 * forgets; `queues.ts` has it to the last digit, and slowly.
 */
export function reciprocalErlangB(servers: number, load: number): number {
  const whole = Math.floor(servers);
  const part = servers - whole;
  let reciprocal = part === 0 ? 1 : (1 + 1 / load) ** part;
  for (let k = 1; k <= whole && reciprocal < 1e12; k++) reciprocal = 1 + ((k + part) / load) * reciprocal;
  return reciprocal;
}
