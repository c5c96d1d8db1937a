import * as v from 'valibot';
import type { Preferences } from '../../shared/contract/shell.ts';

export const initialPreferences: Preferences = {
  theme: 'system',
  textScale: 1,
  lockAfterMinutes: 10,
  standingTables: 'by-themselves',
};

export const preferencesSchema: v.GenericSchema<unknown, Preferences> = v.object({
  theme: v.fallback(v.picklist(['system', 'light', 'dark', 'contrast', 'presentation']), initialPreferences.theme),
  textScale: v.fallback(v.pipe(v.number(), v.minValue(0.8), v.maxValue(2)), initialPreferences.textScale),
  lockAfterMinutes: v.fallback(
    v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(240)),
    initialPreferences.lockAfterMinutes,
  ),
  standingTables: v.fallback(v.picklist(['by-themselves', 'when-asked']), initialPreferences.standingTables),
});
