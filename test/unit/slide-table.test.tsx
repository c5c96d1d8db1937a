import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { SlideTable } from '../../renderer/features/briefing/slide-table.tsx';
import type { FrozenTable } from '../../shared/contract/briefing.ts';

const columns = [['2016/17', 'Q1'], ['2016/17', 'Q2'], ['2016/17', 'Total'], ['2017/18', 'Q1'], ['Total']];
const table: FrozenTable = {
  caption: 'Referrals',
  rowHeads: ['District'],
  columns,
  rows: [
    {
      label: 'Stafford',
      depth: 0,
      kind: 'leaf',
      cells: columns.map((_, at) => ({ text: String(at), value: at, status: 'value' })),
    },
  ],
  format: 'count',
  decimals: 0,
};

const headRows = (shown: readonly number[]): readonly (readonly string[])[] => {
  const page = { columns: shown, widths: [100, ...shown.map(() => 50)], rows: [0], above: [] };
  const html = renderToStaticMarkup(
    <SlideTable laid={{ size: 24, table, shown: [0], pages: [page] }} part={0} open={[]} />,
  );
  const head = /<thead>(.*)<\/thead>/s.exec(html)![1]!;
  return [...head.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row]) =>
    [...row!.matchAll(/<(?:th|td)([^>]*)>([^<]*)</g)].map(([, given, text]) => {
      const span = /colSpan="(\d+)"/i.exec(given!)?.[1] ?? '1';
      const scope = /scope="(\w+)"/.exec(given!)?.[1] ?? 'none';
      const lines = /rowSpan="(\d+)"/i.exec(given!)?.[1] ?? '1';
      return `${text} ${span} ${lines} ${scope}`;
    }),
  );
};

describe('the heading of a table on a slide', () => {
  it('says what several columns share once, over all of them', () => {
    expect(headRows([0, 1, 2, 3, 4])).toEqual([
      ['District 1 2 col', '2016/17 3 1 colgroup', '2017/18 1 1 col', 'Total 1 2 col'],
      ['Q1 1 1 col', 'Q2 1 1 col', 'Total 1 1 col', 'Q1 1 1 col'],
    ]);
  });

  it('says it again on the next part, over the columns that stand there', () => {
    expect(headRows([2, 3])).toEqual([
      ['District 1 2 col', '2016/17 1 1 col', '2017/18 1 1 col'],
      ['Total 1 1 col', 'Q1 1 1 col'],
    ]);
  });
});
