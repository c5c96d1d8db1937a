import { parseArgs } from 'node:util';
import { attackingSolver } from '../engine/table-attacker.ts';
import { seriesOf } from './series.ts';

/*
 * Many series of tables at random, each from a workspace of its own, attacked with everything that was given out.
 *   node test/prove/series-many.ts [--series 200] [--tables 8] [--seed 1]
 */
const { values } = parseArgs({
  options: {
    series: { type: 'string', default: '200' },
    tables: { type: 'string', default: '8' },
    seed: { type: 'string', default: '1' },
  },
});
const solver = await attackingSolver();
const total = { tables: 0, withheld: 0, refused: 0, hidden: 0, tried: 0, told: 0, broken: 0 };
for (let at = 0; at < Number(values.series); at++) {
  const { tables, withheld, refused, hidden, tried, told } = await seriesOf(
    Number(values.seed) + at,
    Number(values.tables),
    solver,
  );
  total.tables += tables;
  total.withheld += withheld;
  total.refused += refused;
  total.hidden += hidden;
  total.tried += tried;
  total.told += told.length;
  if (told.length) total.broken += 1;
  for (const words of told) process.stdout.write(`${words}\n`);
  process.stderr.write(`\r${at + 1} of ${values.series} series`);
}
process.stdout.write(
  `\n${values.series} series: ${total.tables} tables given out, ${total.withheld} withheld, ${total.refused} that the public is never given, ${total.hidden} numbers hidden; of ${total.tried} counts of 1 to 5 that were tried ${total.told} are worked out exactly, in ${total.broken} series\n`,
);
process.exitCode = total.told ? 1 : 0;
