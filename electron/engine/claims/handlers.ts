import type { Handlers } from '../subject.ts';
import { mapWithClaims } from './map-claims.ts';
import { readableTable } from './table-claims.ts';

export const claimsHandlers: Handlers<'cube.pivot' | 'geography.hotspots'> = {
  'cube.pivot': readableTable,

  'geography.hotspots': ({ description }, call) => mapWithClaims(description, call),
};
