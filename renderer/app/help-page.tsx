import type { ReactNode } from 'react';
import { commands } from '../../shared/model/command.ts';
import type { Command } from '../../shared/model/command.ts';
import { Card, Page } from '../ui/surface.tsx';

const topics: readonly { readonly title: string; readonly lines: readonly string[] }[] = [
  {
    title: 'Data',
    lines: [
      'Drop a return or a public file on the page, or choose it with Ctrl+I. The application recognises what it is, checks every cell and says what it found. Rows read are always rows loaded plus rows set aside plus duplicates.',
      'A row with something wrong is set aside, never lost: correct it in place, export it for the agency, or leave it out with a reason.',
      'A corrected file for the same agency and period takes the place of the old one. A batch can be withdrawn; both stay readable as at an earlier time.',
      'A child’s reference is replaced at the door by a keyed pseudonym that only links records inside this workspace. Names, postcodes and free text are not stored.',
    ],
  },
  {
    title: 'Scorecard',
    lines: [
      'Four findings first, then every indicator of the outcomes framework. Choose one to see its chart, its districts and the question that a board should ask. Arrow keys move between indicators.',
      'The chart shows what chance explains: points outside the limits, seven in a row on one side, seven that rise or fall, or two of three near a limit have another mark. Fewer than 13 points: the limits are on trial.',
      '“Up, cannot tell why” stands where more can mean more harm or more found: such indicators are read in pairs. An indicator without a good direction is higher or lower, never better or worse.',
      'A district is compared with the whole area; where the intervals touch it is similar. Counts and rates of the year so far are compared with the year before by their average quarter, shares and days with the same quarter a year before: never a part-year with a whole one.',
      'Targets, owners and new limits are changed with a reason; every version of the framework is kept, and every briefing names its version.',
      '“Rationalise” says what each indicator is worth beside what it costs to collect. The coordinator decides.',
    ],
  },
  {
    title: 'Explore',
    lines: [
      'Put fields into rows, columns, values and filters by dragging, or with the menu on each field. By keyboard: Enter opens the menu of a field, Alt with an arrow moves a chosen field, Delete takes it away.',
      'A total is the measure at that grain: children are counted once over the whole period, a rate is a ratio of sums. That is why quarters need not add up to the year.',
      '“Part-year” marks a period that the data do not cover to its end. Compare like with like: quarter with quarter, never a part-year with a whole one.',
      'Choose a cell to see what it counts, how it is worked out and which files it came from.',
    ],
  },
  {
    title: 'Map',
    lines: [
      'Choose a layer, what is counted, the level and the period. Areas shows numbers in classes; places above the rest, hot spots and clusters show what chance does not explain; density and hexagons show where, whatever the borders.',
      'Places above the rest: each area by itself against all others, by children who count once. It needs no neighbours: one ward at three times the rate is found here, not among hot spots.',
      'Hot spots (Gi*): an area and its neighbours together stand out, up or down, at 90, 95 or 99 %. With many areas some stand out by chance; “corrected” allows for that. Clusters (local Moran) also tell a high area among low ones.',
      'A rate of a small area swings with every child. “Smoothed” (empirical Bayes, EB in the table) moves it towards the overall rate, the more so the fewer people live there. Wards are the safer level for small numbers.',
      'Map, table, legend, spread and trend choose the same areas: click, or Enter in the table; Space adds one. The table says everything that the map shows. Arrow keys move the map, plus and minus zoom.',
      '“Would it have helped?” looks back: what share of the next period’s incidents lay in the areas that were hot before, on what share of the land. Where that earlier map as a whole is one of chance no area of it counts as hot, and it says so.',
      '“Tests of the whole map” says whether the map as a whole differs from one that chance would draw (Moran’s I, General G), which p is which, and how many neighbours areas have.',
      'A base map of towns and roads is drawn under the areas from a file of map tiles (PMTiles) on this computer. Nothing is fetched.',
      'Until boundaries are brought in (GeoJSON or TopoJSON, on the Data page) the map draws schematic cells around the centres of areas, and says so.',
      'For a board or the public every number on the map follows from a table whose small counts are hidden; time cannot be played, because parts and wholes could be set against each other.',
    ],
  },
  {
    title: 'Scenarios',
    lines: [
      'An appraisal sets two to six options beside a do-minimum. Write each input as you would say it: “820 to 1,150”, “about 900”, “60 to 75 %”. What was understood is said back.',
      'Every value says where it comes from: a placeholder of the application, the data, or an organisation that gave it on a day. A placeholder has no grade of evidence and speaks for nobody; a partner that gave no weights has no ranking. While more than a fifth of what moves the answer is placeholder, every page says that it is a draft.',
      'Every figure is an expected value: the mean over draws of all that is uncertain, the same draws on screen, slide and paper. Answers by formulas come at once, what would change them a moment later. “Simulate” follows every child through calendars, queues and caseloads; it takes longer, tells how far it is and can be cancelled. Where the two differ, a note says so.',
      'The ranges run from the 10th to the 90th percentile over what is uncertain. NPSV: what an option is worth over the years, less its cost, in today’s money, against the do-minimum.',
      'Capacity stands beside demand: what staff cannot do in a year is carried over, and given up once it is too old. Districts of one contract differ by travel and by a part of today’s difference in acceptance; that is an assumption, and is said.',
      'Postcode lottery: the share of what is provided that would have to move between districts for equal access, beside what chance alone would show.',
      'On the pathway, choose a stage to change its inputs, or pull a share on an arrow. By keyboard: Tab to it, then the arrow keys.',
      'Who pays: say what each partner has given and when, give it a least and a most, say who bears an overspend, and read what happens if one leaves. What no cap covers stands as unpaid.',
      'Criteria stand in a tree: a swing weight is compared with those beside it. The final weight of each is beside them.',
      'What you change is kept as you leave it, over a lock and a restart too; “Save” makes a version of it. “Back to version” takes back what was not saved.',
      'Inputs from the data stay linked. When the data move on the page says so, and “Pull again” brings them up to date.',
    ],
  },
  {
    title: 'Briefings',
    lines: [
      'Explore, Map and Scenarios have “Add to briefing” (Ctrl+B). A slide follows the data until the briefing is frozen, and keeps an appraisal as it was when it was added; frozen, its figures do not move, whatever is imported.',
      'Slides are protected for their audience from the beginning. Nothing that it may not see is in the briefing, its files or the presenter copy.',
      'Present: this screen keeps notes, the next slide and the clock; the audience has the other. Arrow and page keys step, a number and Enter goes there, B blacks out, Enter opens what lies under a row, plus and minus zoom, Esc ends.',
      '“How briefings look” keeps the organisation’s name, marking, logo and colour. What is frozen already stays as it is.',
      'Numbers that you type are checked: what a slide’s table hides cannot be told in its words. A picture is drawn anew, without what a camera writes beside it; disclosure control cannot read it, so look at it yourself.',
      '“What changed since the last briefing” compares two frozen ones, number by number.',
      'A presenter copy is a file of its own with the frozen slides and no facts, opened with its own passphrase: the file for the laptop that goes in the bag.',
    ],
  },
  {
    title: 'Actions',
    lines: [
      'What is noted against a slide while a briefing is presented lands here at once: a decision as done, an action as open. The note says its reference, such as A12; “From” opens the frozen briefing at that slide.',
      'Choose a line to change what is to be done, the theme and indicator that it serves, the role that owns it, its day and its state. Every version is kept with who changed it and when.',
      'A line is late from the day after its day, until it is done or dropped. Those still to be done stand first, by their day.',
      'Write about places, services and roles, never about a child or a suspect. An export holds the words as they were written; disclosure control does not read them.',
    ],
  },
  {
    title: 'Words',
    lines: [
      'Return: a file that an agency sends. Batch: one imported file. Set aside: a row kept back until it is put right.',
      'Return home interview: the talk offered to each child who comes back from being missing; the clock is 72 elapsed hours from the return.',
      'Financial year: April to March, written 2016/17; Q1 is April to June. LSOA, ward, district: areas from small to large.',
    ],
  },
];

/** Help in the application, in the same words as the screens; offline. */
export function HelpPage(): ReactNode {
  return (
    <Page reads title="Help" subtitle="How each page works, the words it uses and the keys that reach it">
      {topics.map(topic => (
        <Card key={topic.title} label={topic.title}>
          <div className="help-page">
            <h2>{topic.title}</h2>
            {topic.lines.map(line => (
              <p key={line}>{line}</p>
            ))}
          </div>
        </Card>
      ))}
      <Card label="Keys">
        <div className="help-page">
          <h2>Keys</h2>
          <dl className="facts">
            {(commands as readonly Command[])
              .filter(command => command.keys)
              .map(command => (
                <div key={command.id} className="facts-pair">
                  <dt>
                    <kbd>{command.keys}</kbd>
                  </dt>
                  <dd>{command.label}</dd>
                </div>
              ))}
          </dl>
        </div>
      </Card>
    </Page>
  );
}
