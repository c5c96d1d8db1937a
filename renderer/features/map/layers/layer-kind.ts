import type {
  Hexagons,
  HotSpotArea,
  HotSpotDescription,
  HotSpots,
  Surface,
} from '../../../../shared/contract/geography.ts';
import type { Pin } from '../../../../shared/model/deck.ts';
import type { MapColours } from '../colours.ts';

/** What an area of a tested layer can be. */
export interface AreaKind {
  readonly id: string;
  readonly label: string;
  readonly colour: string;
  readonly is: (area: HotSpotArea) => boolean;
}

/** A layer of the map: what it asks, how its areas are coloured, and what is said of it. One file a layer. */
export interface LayerKind {
  readonly label: string;
  /** Which answer is drawn. */
  readonly draws: 'areas' | 'surface' | 'hexagons';
  readonly statistic: HotSpotDescription['statistic'];
  /** What is measured: what a person chose, or what the layer is about. */
  readonly measure: 'chosen' | 'rate' | 'change';
  /** It sets two periods against each other. */
  readonly compares: (state: { readonly surface: string }) => boolean;
  /** Children are counted, each once, instead of what adds up. */
  readonly countsOnce?: true;
  /** How hot spots developed is asked for. */
  readonly patterns?: true;
  /** Its areas are coloured by classes, which a person chooses. */
  readonly hasClasses: boolean;
  /** Neighbours and the correction for many tests are chosen. */
  readonly hasNeighbours: boolean;
  /** Its statistic bears a claim, which is the title. */
  readonly bearsClaim: boolean;
  /** Its name says what is counted, where it has no claim. */
  readonly titledByCount?: true;
  /** Whether its earlier map would have helped is said beside it. */
  readonly hasBackTest?: true;
  /** What stands on a slide that is pinned from it. */
  readonly pinned: Extract<Pin, { kind: 'map' }>['layer'];
  /** Sides of its test, as a column says them. */
  readonly sided: string;
  /** Columns of the table of areas by their ids: what the long one has of its own, and the short one; null for the usual. */
  readonly columns: {
    readonly own: readonly string[];
    readonly last?: readonly string[];
    readonly short: readonly string[] | null;
  };
  /** Column that the table is sorted by at first; null for what is measured. */
  readonly first: string | null;
  /** What areas are, where they are tested, and what those are called that could not be. */
  readonly tested?: {
    readonly untested: string;
    readonly kinds: (areas: readonly HotSpotArea[], colours: MapColours) => readonly AreaKind[];
  };
  /** What the legend says is measured, where that is not what a person chose. */
  readonly measureWords?: (
    people: string,
    drawn: { readonly surface: Surface | null; readonly hexagons: Hexagons | null },
  ) => string;
  /** What the legend says of the test; null where it says nothing. */
  readonly significance?: (found: HotSpots, neighbours: string, isFound: boolean) => string | null;
}

export const never = (): boolean => false;

/** How a test by neighbours was corrected, and which neighbours they are. */
export const neighboursWords = ({ description }: HotSpots, neighbours: string, isFound: boolean): string =>
  `${description.correction === 'none' ? 'not corrected for many tests' : 'corrected for many tests (Benjamini–Hochberg)'}; neighbours: ${neighbours}${isFound ? '' : '. No neighbourhood is found: colours alone are no finding'}`;
