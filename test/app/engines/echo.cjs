'use strict';

// An engine without a database: it answers every call with what it was given, so that a test sees what arrives.
const utility = process.parentPort;
const post = message => (utility ? utility.postMessage(message) : process.send(message));

function receive({ id, method, input }) {
  if (method === 'workspace.close') return post({ kind: 'answer', id, answer: { ok: true, value: null } });
  if (method === 'workspace.check') process.exit(3);
  if (method === 'workspace.lock') post({ kind: 'event', event: { name: 'workspace', state: 'locked' } });
  if (method === 'workspace.unlock') post({ kind: 'event', event: { name: 'workspace', state: 'open' } });
  const numbers = new Float64Array([1.5, Number.NaN, -0, 3e300]).subarray(1);
  const value = { method, input, pid: process.pid, numbers, codes: new Uint16Array([7, 65535]) };
  const state = { state: 'open', name: 'Echo', demonstration: true };
  post({ kind: 'answer', id, answer: { ok: true, value: { ...value, ...state } } });
}

if (utility) utility.on('message', event => receive(event.data));
else {
  process.on('message', receive);
  process.on('disconnect', () => process.exit(0));
}
post({ kind: 'ready', napi: Number(process.versions.napi), node: process.versions.node });
