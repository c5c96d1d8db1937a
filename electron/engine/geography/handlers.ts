import { FaultError } from '../../../shared/contract/fault.ts';
import type { Handlers } from '../subject.ts';
import { exportMap } from './export.ts';
import { hotSpotMap } from './hot-spots-map.ts';
import { boundarySets, drawnShapesOf } from './shapes.ts';

const unbuilt = (): never => {
  throw new FaultError('refused', 'This layer is not built yet.');
};

export const geographyHandlers: Handlers<
  | 'geography.hotspots'
  | 'geography.series'
  | 'geography.surface'
  | 'geography.hexagons'
  | 'geography.export'
  | 'geography.boundaries'
  | 'geography.shapes'
> = {
  'geography.hotspots': ({ description }, call) => hotSpotMap(description, call),
  'geography.series': unbuilt,
  'geography.surface': unbuilt,
  'geography.hexagons': unbuilt,
  'geography.export': exportMap,
  'geography.boundaries': (_, call) => boundarySets(call.workspace),
  'geography.shapes': ({ level }, call) => drawnShapesOf(call.workspace, level),
};
