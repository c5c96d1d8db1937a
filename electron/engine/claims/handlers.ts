import type { Handlers } from '../subject.ts';
import { mapWithClaims } from './map-claims.ts';

export const claimsHandlers: Handlers<'geography.hotspots'> = {
  'geography.hotspots': ({ description }, call) => mapWithClaims(description, call),
};
