import type { EngineMethodName, InputOf, OutputOf } from '../../shared/contract/index.ts';
import type { Scorecard } from '../../shared/contract/framework.ts';
import type { Claim, ClaimKind } from '../../shared/model/claim.ts';
import type { Slide } from '../../shared/model/deck.ts';
import { comparingWord } from '../engine/report-words.ts';

export type Ask = <N extends EngineMethodName>(method: N, input: InputOf<N>) => Promise<OutputOf<N>>;

/** What a report claims: of a change in time, of a district against others, of a neighbourhood or place. */
export interface ReportClaim {
  readonly kind: 'change' | 'district' | 'hot-spot';
  /** Where it stands: "claim 2.1", "card 2.1", "slide hot-spots". */
  readonly where: string;
  /** Whether it is a typed claim with its test; else words alone, which only read so. */
  readonly tested: boolean;
  readonly dataset: string | null;
  readonly measure: string | null;
  readonly direction: 'up' | 'down' | null;
  /** Codes of districts or wards that it is about. */
  readonly areas: readonly string[];
  /** A change as a fraction of before, of a share the difference, with its limits where they are given. */
  readonly figure: { readonly value: number; readonly lower: number | null; readonly upper: number | null } | null;
  readonly words: string;
}

/** Kinds of typed claims that say that something happened or differs. */
const sayingKinds: Readonly<Partial<Record<ClaimKind, ReportClaim['kind']>>> = {
  change: 'change',
  'special-cause': 'change',
  district: 'district',
  place: 'hot-spot',
  neighbourhood: 'hot-spot',
};

/** The change of a claim: a ratio less one, of a share the difference. */
function figureOf({ kind, figures, test }: Claim, isShare: boolean): ReportClaim['figure'] {
  const change = figures.find(figure => figure.name === 'change');
  if (kind !== 'change' || !change || !test?.interval) return null;
  const base = isShare ? 0 : 1;
  const [lower, upper] = test.interval;
  return { value: change.value - base, lower: lower - base, upper: upper - base };
}

function saidClaims(claims: readonly Claim[], { lines }: Scorecard): readonly ReportClaim[] {
  return claims.flatMap((claim): ReportClaim[] => {
    const kind = sayingKinds[claim.kind];
    if (!kind || claim.strength !== 'found') return [];
    const line = lines.find(one => one.code === claim.about.indicator);
    return [
      {
        kind: claim.about.area !== null && kind === 'change' ? 'district' : kind,
        where: `claim ${claim.about.indicator ?? claim.about.dataset}`,
        tested: true,
        dataset: claim.about.dataset,
        measure: line?.measure?.measure ?? null,
        direction: claim.direction,
        areas: claim.about.area === null ? [] : [claim.about.area],
        figure: figureOf(claim, line?.kind === 'proportion'),
        words: claim.title,
      },
    ];
  });
}

/** Slides that say nothing of a change, a hot spot or a district: an appraisal, and how figures were made. */
const otherSlides = new Set(['options', 'partners', 'option-districts', 'tornado', 'method']);

/** What a note may say of how to read a figure, of every report alike. */
const standing =
  /^More can mean more harm|Each (?:ward|district) is|set against the rest|have not had the time|The map shows counts|Neither shows a change|nothing shows yet/;

/** Lines of a slide that read as a finding, whatever the claims say: a guard against words from elsewhere. */
function wordsOfSlide(
  { id, title, narrative, notes }: Slide,
  isNote: (line: string) => boolean,
): readonly ReportClaim[] {
  if (otherSlides.has(id)) return [];
  return [title, ...narrative.split('\n'), ...notes.split('\n')].flatMap((words): ReportClaim[] => {
    if (isNote(words) || !comparingWord(words)) return [];
    const kind = id === 'hot-spots' ? 'hot-spot' : ['districts', 'change-map'].includes(id) ? 'district' : 'change';
    return [
      {
        kind,
        where: `slide ${id}`,
        tested: false,
        dataset: null,
        measure: null,
        direction: null,
        areas: [],
        figure: null,
        words,
      },
    ];
  });
}

const sentences = (text: string): readonly string[] => text.split(/(?<=\.) /);

/** Cards that read as a finding. */
function wordsOfCards({ findings }: Scorecard): readonly ReportClaim[] {
  return findings.flatMap(({ indicator, figure, words }): ReportClaim[] =>
    indicator === null ||
    !comparingWord(
      sentences(`${figure}. ${words}`)
        .filter(one => !standing.test(one))
        .join(' '),
    )
      ? []
      : [
          {
            kind: 'change',
            where: `card ${indicator}`,
            tested: false,
            dataset: null,
            measure: null,
            direction: null,
            areas: [],
            figure: null,
            words: `${figure}. ${words}`,
          },
        ],
  );
}

/**
 * Every claim of change, hot spot or district of the scorecard and of the quarterly report: the typed ones that are said, and
 * beside them every line of a title, fact, note or card that reads like one.
 */
export async function claimsOfReport(ask: Ask): Promise<readonly ReportClaim[]> {
  const scorecard = await ask('framework.scorecard', { question: { audience: 'analyst' } });
  const claims = await ask('claims.list', {});
  const { slides } = await ask('briefing.template', { template: 'csaf-quarterly', audience: 'board' });
  return [
    ...saidClaims(claims, scorecard),
    ...wordsOfCards(scorecard),
    ...slides
      .filter(slide => slide.id !== 'opening')
      .flatMap(slide => wordsOfSlide(slide, line => standing.test(line))),
  ];
}
