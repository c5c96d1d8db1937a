'use strict';

// An engine without a database: it answers every call with what it was given, so that a test sees what arrives.
const utility = process.parentPort;
const post = message => (utility ? utility.postMessage(message) : process.send(message));

function receive({ id, method, input }) {
  if (method === 'workspace.close') return post({ kind: 'answer', id, answer: { ok: true, value: null } });
  if (method === 'workspace.check') return process.exit(3);
  // Never answers, as a long job does not for a while.
  if (method === 'workspace.audit') return undefined;
  if (method === 'workspace.lock') post({ kind: 'event', event: { name: 'workspace', state: 'locked' } });
  if (method === 'workspace.unlock') post({ kind: 'event', event: { name: 'workspace', state: 'open' } });
  if (method === 'workspace.state') return post({ kind: 'answer', id, answer: { ok: true, value: state('none') } });
  if (method === 'workspace.open' || method === 'workspace.create')
    return post({ kind: 'answer', id, answer: { ok: true, value: { ...state('open'), name: 'Echo', input } } });
  if (method === 'cube.copy')
    return post({
      kind: 'answer',
      id,
      answer: { ok: true, value: { text: '20\t18', html: '<b>20</b>', releases: [] } },
    });
  const numbers = new Float64Array([1.5, Number.NaN, -0, 3e300]).subarray(1);
  const value = { method, input, pid: process.pid, numbers, codes: new Uint16Array([7, 65535]) };
  post({ kind: 'answer', id, answer: { ok: true, value } });
}

function state(name) {
  const empty = { dataVersion: 0, dataUntil: null, lastImportAt: null, factRows: 0, batches: 0, setAsideOpen: 0 };
  return { state: name, name: null, demonstration: false, ...empty };
}

if (utility) utility.on('message', event => receive(event.data));
else {
  process.on('message', receive);
  process.on('disconnect', () => process.exit(0));
}
post({ kind: 'ready', napi: Number(process.versions.napi), node: process.versions.node });
