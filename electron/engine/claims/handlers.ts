import { pivotTable } from '../cube/tables.ts';
import type { Handlers } from '../subject.ts';
import { mapWithClaims } from './map-claims.ts';
import { changeNotesOf } from './table-claims.ts';

export const claimsHandlers: Handlers<'cube.pivot' | 'geography.hotspots'> = {
  'cube.pivot': (description, call) => pivotTable(description, call, changeNotesOf(description, call)),

  'geography.hotspots': ({ description }, call) => mapWithClaims(description, call),
};
