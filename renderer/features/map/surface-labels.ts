import type { SurfaceKind } from '../../../shared/contract/geography.ts';

export const surfaceLabels: Readonly<Record<SurfaceKind, string>> = {
  density: 'Incidents per km²',
  'ratio-to-population': 'Against residents',
  difference: 'Change between periods',
};
