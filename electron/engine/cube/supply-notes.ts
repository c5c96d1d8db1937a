import type { Header, Note } from '../../../shared/contract/cube.ts';
import { periodOf } from '../../../shared/model/period.ts';
import {
  dataSpanWords,
  daysWords,
  endWords,
  lackWords,
  restQuestion,
  startWords,
  successionWords,
  unspokenQuestion,
} from '../../../shared/text/coverage.ts';
import { endingIn, followingIn, isWhole, owedIn, startingIn } from '../coverage/periods.ts';
import { united, within, without } from '../coverage/spans.ts';
import type { Span } from '../coverage/spans.ts';
import type { Coverage, Supplier } from '../coverage/suppliers.ts';
import type { AxisTree } from './axis.ts';
import { periodOfNode } from './display.ts';
import type { Line } from './display.ts';
import { isCut } from './extent.ts';
import type { Extent } from './extent.ts';
import type { Grains } from './grains.ts';

/** The lines of a table with their headers, and how far its periods go. */
interface Supplied {
  readonly grains: Grains;
  readonly rows: readonly Line[];
  readonly columns: readonly Line[];
  readonly rowHeaders: readonly Header[];
  readonly columnHeaders: readonly Header[];
  readonly extent: Extent;
}

type Labels = ReadonlyMap<string, string>;

const nameOf = ({ agency }: Pick<Supplier, 'agency'>, labels: Labels) =>
  agency === null ? 'A supplier that is not named' : (labels.get(agency) ?? agency);

/** Labels, at most six, of what is listed. */
const someOf = (labels: readonly string[]) =>
  `${labels.slice(0, 6).join(', ')}${labels.length > 6 ? ' and others' : ''}`;

const neverCompared = 'a part of a period is never compared with a whole one';

interface PartLines {
  /** Labels of lines that the data do not cover, and of lines that a filter cuts. */
  readonly uncovered: readonly string[];
  readonly cut: readonly string[];
  readonly hasPeriods: boolean;
}

function partLines({ grains, rows, columns, rowHeaders, columnHeaders, extent }: Supplied): PartLines {
  const [uncovered, cut] = [new Set<string>(), new Set<string>()];
  let hasPeriods = false;
  const look = (tree: AxisTree, lines: readonly Line[], headers: readonly Header[]) =>
    lines.forEach(({ depth, node }, at) => {
      const period =
        extent.dateField === null || depth === 0 ? null : periodOfNode(tree, depth, node, extent.dateField);
      hasPeriods ||= period !== null;
      const header = headers[at]!;
      if (!period || !header.incomplete) return;
      (isCut(extent, period) ? cut : uncovered).add(period.label);
    });
  look(grains.rows, rows, rowHeaders);
  look(grains.columns, columns, columnHeaders);
  return { uncovered: [...uncovered], cut: [...cut], hasPeriods };
}

/** The period that filters ask for where no axis shows periods; null where they leave it open, or it is whole. */
function askedPart({ window }: Extent, coverage: Coverage): Span | null {
  if (!Number.isFinite(window.first) && !Number.isFinite(window.last)) return null;
  const asked = {
    first: Number.isFinite(window.first) ? window.first : coverage.first,
    last: Number.isFinite(window.last) ? window.last : coverage.until,
  };
  return asked.first > asked.last || isWhole(coverage, asked) ? null : asked;
}

/** What is owed of the time that is over, nobody or a file having said anything of it. */
function owed(coverage: Coverage, window: Span): ReturnType<typeof owedIn> {
  const step = periodOf(coverage.until, coverage.step);
  const over = step.last === coverage.until ? coverage.until : step.first - 1;
  return owedIn(coverage, { first: window.first, last: Math.min(window.last, over) });
}

/** What is to be asked of a supplier: of a file that is silent, else of the rest of a quarter. */
function questions(supplier: Supplier, days: readonly Span[], window: Span, labels: Labels): readonly string[] {
  const name = nameOf(supplier, labels);
  const silent = supplier.unspoken.filter(one => within(one.days, window).length > 0);
  const rest = without(days, united(silent.flatMap(one => one.days)));
  const quarters = Map.groupBy(rest, ({ first }) => periodOf(first, 'financial-quarter').code);
  return [
    ...silent.map(one => unspokenQuestion(one.fileName, name, one.declared, one.rows, one.days)),
    ...[...quarters].map(([quarter, own]) => restQuestion(name, quarter, own)),
  ];
}

function changeNotes(coverage: Coverage, window: Span, labels: Labels): readonly string[] {
  return [
    ...followingIn(coverage, window).map(({ supplier, agencies, from }) =>
      successionWords(
        nameOf(supplier, labels),
        agencies.map(agency => nameOf({ agency }, labels)),
        from,
      ),
    ),
    ...startingIn(coverage, window).map(({ supplier, from }) => startWords(nameOf(supplier, labels), from)),
    ...endingIn(coverage, window).map(({ supplier, from }) => endWords([nameOf(supplier, labels)], from)),
  ];
}

/** The last day of what is over: of a quarter (of a monthly publisher: month) that runs nothing is owed yet. */
const lastOver = ({ step }: Coverage, today: number): number => periodOf(today, step).first - 1;

/** Which periods of a table are parts and why, what was not supplied, and who began, ended or took over. */
export function supplyNotes(evaluation: Supplied, labels: Labels, today: number): readonly Note[] {
  const { extent } = evaluation;
  const { coverage } = extent;
  if (coverage === null) return [];
  const { uncovered, cut, hasPeriods } = partLines(evaluation);
  const asked = hasPeriods ? null : askedPart(extent, coverage);
  const parts = asked === null ? uncovered : [daysWords(asked)];
  const window = { first: Math.max(extent.window.first, coverage.first), last: extent.window.last };
  const { missing: late, asked: open } = owed(coverage, {
    ...window,
    last: Math.min(window.last, lastOver(coverage, today)),
  });
  const changes = hasPeriods ? changeNotes(coverage, window, labels) : [];
  const note = (code: string, text: string, isTrue: boolean): readonly Note[] => (isTrue ? [{ code, text }] : []);
  const { first, until } = coverage;
  return [
    ...note(
      'incomplete-period',
      `Not complete: ${someOf(parts)}. ${dataSpanWords(first, until)}; ${neverCompared}.`,
      parts.length > 0,
    ),
    ...note('incomplete-period', `Cut by the filters: ${someOf(cut)}; ${neverCompared}.`, cut.length > 0),
    ...note(
      'late-agency',
      `Not supplied: ${late
        .slice(0, 5)
        .map(({ supplier, days }) => lackWords(nameOf(supplier, labels), days))
        .join('; ')}${late.length > 5 ? ` and ${late.length - 5} more` : ''}.`,
      late.length > 0,
    ),
    ...coverage.suppliers.flatMap(supplier => {
      const days = open.find(lack => lack.supplier === supplier)?.days ?? [];
      return questions(supplier, days, window, labels).map(text => ({ code: 'confirm', text }));
    }),
    ...note('supplier-change', changes.join(' '), changes.length > 0),
  ];
}
