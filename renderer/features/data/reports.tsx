import type { ReactNode } from 'react';
import { ClipboardCheck } from 'lucide-react';
import type { FileReport, Problem } from '../../../shared/contract/intake.ts';
import { formatCount, formatDate, formatDuration, formatNumber } from '../../../shared/text/format.ts';
import { Button } from '../../ui/button.tsx';
import { Chip, Empty } from '../../ui/surface.tsx';
import { Table } from '../../ui/table.tsx';

const tones = {
  loaded: 'accent',
  'loaded-in-part': 'warn',
  'already-loaded': 'plain',
  refused: 'stop',
  'dry-run': 'plain',
  cancelled: 'plain',
} as const;

const outcomes: Record<FileReport['outcome'], string> = {
  loaded: 'Loaded',
  'loaded-in-part': 'Loaded in part',
  'already-loaded': 'Already loaded',
  refused: 'Refused',
  'dry-run': 'Tried, not loaded',
  cancelled: 'Cancelled',
};

export function ProblemTable({ problems, label }: { problems: readonly Problem[]; label: string }): ReactNode {
  return (
    <Table<Problem & { readonly at: number }>
      label={label}
      rows={problems.map((problem, at) => ({ ...problem, at }))}
      rowKey={problem => problem.at}
      columns={[
        { id: 'row', label: 'Row', figures: true, cell: problem => problem.row ?? 'file' },
        { id: 'column', label: 'Column', cell: problem => problem.column ?? '' },
        {
          id: 'found',
          label: 'Found',
          cell: problem => (
            <span className="found" data-severity={problem.severity}>
              {problem.found || '(empty)'}
            </span>
          ),
        },
        { id: 'expected', label: 'Expected', cell: problem => problem.expected },
        { id: 'message', label: 'What to do', cell: problem => problem.message },
      ]}
    />
  );
}

interface ReportsProps {
  readonly reports: readonly FileReport[];
  readonly onShowRows: (batch: number) => void;
}

/** What each file of the latest imports gave: the sum of its rows, and which cells were wrong and why. */
export function Reports({ reports, onShowRows }: ReportsProps): ReactNode {
  if (reports.length === 0)
    return (
      <Empty icon={<ClipboardCheck aria-hidden />} title="No import since the workspace was opened">
        Here you would see what each file gave: rows read, loaded and set aside, and which cells were wrong and why.
      </Empty>
    );
  return (
    <div className="reports">
      {reports.map((report, at) => (
        <article
          key={`${report.path}-${reports.length - at}`}
          className="report"
          aria-label={`Report on ${report.path}`}
        >
          <div className="report-head">
            <span className="report-name">{report.path}</span>
            <Chip tone={tones[report.outcome]}>{outcomes[report.outcome]}</Chip>
            <span className="quiet">
              {[
                report.typeLabel,
                report.agency,
                report.periodFrom && report.periodTo
                  ? `${formatDate(report.periodFrom)} to ${formatDate(report.periodTo)}`
                  : null,
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
            <span className="small">{formatDuration(report.seconds)}</span>
          </div>
          <p>{report.message}</p>
          {report.read > 0 ? (
            <p className="account">
              <b>{formatNumber(report.read)}</b> read = <b>{formatNumber(report.loaded)}</b> loaded +{' '}
              <b>{formatNumber(report.setAside)}</b> set aside + <b>{formatNumber(report.duplicates)}</b> duplicates
              {report.unlocated > 0 ? (
                <span className="quiet">({formatCount(report.unlocated, 'loaded row')} without a location)</span>
              ) : null}
            </p>
          ) : null}
          {report.problems.length > 0 ? (
            <ProblemTable problems={report.problems} label={`Problems in ${report.path}`} />
          ) : null}
          {report.problemCount > report.problems.length ? (
            <p className="small">
              The first {report.problems.length} of {formatNumber(report.problemCount)} problems.
            </p>
          ) : null}
          {report.batch !== null && report.setAside > 0 ? (
            <div>
              <Button onPress={() => onShowRows(report.batch!)}>Put right the rows set aside</Button>
            </div>
          ) : null}
        </article>
      ))}
    </div>
  );
}
