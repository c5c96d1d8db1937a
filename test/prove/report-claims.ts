import type { EngineMethodName, InputOf, OutputOf } from '../../shared/contract/index.ts';
import type { ScorecardLine } from '../../shared/contract/framework.ts';
import type { HotSpotDescription } from '../../shared/contract/geography.ts';
import type { Slide } from '../../shared/model/deck.ts';

export type Ask = <N extends EngineMethodName>(method: N, input: InputOf<N>) => Promise<OutputOf<N>>;

/** What a report claims: of a change in time, of a district against others, of a neighbourhood or place. */
export interface ReportClaim {
  readonly kind: 'change' | 'district' | 'hot-spot';
  /** Where it stands: "card 2.1", "slide hot-spots". */
  readonly where: string;
  /** Whether the application itself calls it more than chance. Otherwise it only reads so. */
  readonly tested: boolean;
  readonly dataset: string | null;
  readonly measure: string | null;
  readonly direction: 'up' | 'down' | null;
  /** Codes of districts or wards that it is about. */
  readonly areas: readonly string[];
  /** A change as a fraction of before, with its limits where they are given. */
  readonly figure: { readonly value: number; readonly lower: number | null; readonly upper: number | null } | null;
  readonly words: string;
}

type Found = Pick<ReportClaim, 'kind' | 'tested' | 'words'> & Partial<ReportClaim>;

const claim = (where: string, found: Found): ReportClaim => ({
  dataset: null,
  measure: null,
  direction: null,
  areas: [],
  figure: null,
  where,
  ...found,
});

const moving = new Set(['worsening', 'improving', 'cannot-tell', 'higher', 'lower']);
const different = new Set(['better', 'worse', 'higher', 'lower']);

/** Claims of one line of the scorecard: a special cause, a pair that moves, districts that differ. */
function claimsOfLine(line: ScorecardLine): readonly ReportClaim[] {
  const where = `card ${line.code}`;
  const about = { dataset: line.measure?.dataset ?? null, measure: line.measure?.measure ?? null };
  const at = line.points.filter(point => point.complete).length - 1;
  const centre = line.limits?.centre[at] ?? null;
  const value = line.latest?.value ?? null;
  const direction = centre === null || value === null ? null : value > centre ? 'up' : 'down';
  const figure = line.change ? { value: line.change.value, lower: null, upper: null } : null;
  const pair = /: (up|down)[;.]/.test(line.pairWords ?? '');
  const districts = line.districts.filter(one => different.has(one.comparison));
  return [
    ...(moving.has(line.variation)
      ? [claim(where, { kind: 'change', tested: true, ...about, direction, figure, words: line.variationWords })]
      : []),
    ...(pair ? [claim(where, { kind: 'change', tested: true, ...about, words: line.pairWords! })] : []),
    ...(line.change && line.measure
      ? [claim(where, { kind: 'change', tested: false, ...about, figure, words: line.change.words })]
      : []),
    ...districts.map(one =>
      claim(where, {
        kind: 'district',
        tested: true,
        ...about,
        direction: one.comparison === 'higher' ? 'up' : one.comparison === 'lower' ? 'down' : null,
        areas: [one.code],
        words: `${line.name}: ${one.name} ${one.comparison}`,
      }),
    ),
  ];
}

/** Phrases that claim something, by slide: the report's words before there were typed claims. */
const phrases: readonly (readonly [slide: RegExp, phrase: RegExp, found: Pick<Found, 'kind' | 'tested'>])[] = [
  [
    /^scorecard$/,
    /: (?:worsening|improving);|\d of \d+ indicators? (?:improves?|are worsening|is worsening)/,
    { kind: 'change', tested: true },
  ],
  [/^(?:referrals|missing)$/, /% (?:more|fewer)/, { kind: 'change', tested: false }],
  [/^(?:risk|looked-after)$/, /, after [\d.]+\s%/, { kind: 'change', tested: false }],
  [/^interviews$/, /Best quarter/, { kind: 'change', tested: false }],
  [/^districts$/, /(?:Above the rate overall|Below it), beyond chance/, { kind: 'district', tested: true }],
  [/^districts$/, /had the highest rate/, { kind: 'district', tested: false }],
  [/^district-change$/, /rose in (?:all|\d)/, { kind: 'change', tested: false }],
  [/^change-map$/, /has the highest rate|rose most/, { kind: 'district', tested: false }],
  [/^hot-spots$/, /stands? out as (?:a )?hot/, { kind: 'hot-spot', tested: true }],
];

const nobody = /^0 of \d+ indicators? improve$|No indicator is worsening or improving/;

function claimsOfSlide(slide: Slide): readonly ReportClaim[] {
  const text = [slide.title, slide.narrative, slide.notes].join('\n');
  return phrases.flatMap(([id, phrase, found]) => {
    if (!id.test(slide.id) || (slide.id === 'scorecard' && nobody.test(slide.title))) return [];
    const words = text
      .split('\n')
      .find(line => phrase.test(line) && !/(?:^|\D)0 of \d+ indicators? improve$/.test(line));
    const dataset = (slide.pin && 'view' in slide.pin ? slide.pin.view : null) as { dataset?: string } | null;
    return words === undefined
      ? []
      : [claim(`slide ${slide.id}`, { ...found, dataset: dataset?.dataset ?? null, words })];
  });
}

/** The wards that the hot-spots slide colours hot. */
async function hotWards(slide: Slide | undefined, ask: Ask): Promise<readonly string[]> {
  if (slide?.pin?.kind !== 'map') return [];
  const found = await ask('geography.hotspots', { description: slide.pin.view as HotSpotDescription });
  return found.areas.filter(area => (area.bin ?? 0) > 0).map(area => area.code);
}

/** Every claim of the scorecard and of the quarterly report for a board. */
export async function claimsOfReport(ask: Ask): Promise<readonly ReportClaim[]> {
  const { lines } = await ask('framework.scorecard', { question: { audience: 'analyst' } });
  const { slides } = await ask('briefing.template', { template: 'csaf-quarterly', audience: 'board' });
  const areas = await hotWards(
    slides.find(slide => slide.id === 'hot-spots'),
    ask,
  );
  return [
    ...lines.flatMap(claimsOfLine),
    ...slides.flatMap(claimsOfSlide).map(found => (found.kind === 'hot-spot' ? { ...found, areas } : found)),
  ];
}
