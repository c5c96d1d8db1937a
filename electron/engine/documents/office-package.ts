import path from 'node:path';
import { zipBytes } from './zip.ts';

/**
 * What Word, PowerPoint and Excel files have in common (ECMA-376, Open Packaging Conventions): parts in a ZIP archive,
 * the list of their types, relationships and properties. Nothing in here comes from the computer or the clock, so that the same
 * parts give the same bytes.
 */
export interface OfficePart {
  /** Without a leading slash. */
  readonly path: string;
  /** Content type; null for one that goes by its extension alone. */
  readonly type: string | null;
  readonly content: string | Uint8Array;
  /** To other parts, by full path. */
  readonly relationships?: readonly Relationship[];
}

export interface Relationship {
  readonly id: string;
  readonly type: string;
  readonly target: string;
}

/** What a file says of itself; what is empty is left out. */
export interface OfficeProperties {
  readonly title: string;
  readonly subject: string;
  /** An organisation, never a person. */
  readonly organisation: string;
  readonly marking: string;
  /** ISO date: stands for the time of creation; null where nothing is dated. */
  readonly asAt: string | null;
}

/** What a paper and a deck say on their pages, beside what the file says of itself. */
export interface PaperFacts {
  readonly title: string;
  /** An organisation, never a person. */
  readonly organisation: string;
  readonly audience: string;
  /** Classification, on every page: "OFFICIAL · Demonstration data". */
  readonly marking: string;
  /** ISO date; null where nothing is dated. */
  readonly asAt: string | null;
  /** Versions that the figures rest on: "Options model 1". */
  readonly version: string;
  /** "#0b5d67", for titles, rules and the first series; darker where it would be hard to read on white. */
  readonly accent?: string;
}

export const xmlDeclaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
export const relationshipTypes = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
export const mainNamespace = 'http://schemas.openxmlformats.org/drawingml/2006/main';
const packages = 'http://schemas.openxmlformats.org/package/2006';

/** Text for an element or an attribute. XML has no place for most control characters, nor for halves of a pair. */
export const xmlText = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

/** A picture by its relationships. Programs that know SVG show that one, others the PNG. */
export const blipXml = (png: string, svg: string | null): string =>
  svg === null
    ? `<a:blip r:embed="${png}"/>`
    : `<a:blip r:embed="${png}"><a:extLst><a:ext uri="{96DAC541-7B7A-43D3-8B79-37D633B846F1}"><asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" r:embed="${svg}"/></a:ext></a:extLst></a:blip>`;

/** One transparent pixel, where there is no PNG beside an SVG. */
export const emptyPng = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAAC0lEQVR42mNgAAIAAAUAAen63NgAAAAASUVORK5CYII=',
  'base64',
);

/** The bytes of a file. The first part is the one that opens it. A part of another file has no properties of its own. */
export function officeBytes(parts: readonly OfficePart[], properties: OfficeProperties | null): Buffer {
  const about = properties === null ? [] : propertyParts(properties);
  const all: readonly OfficePart[] = [...parts, ...about];
  return zipBytes([
    ['[Content_Types].xml', contentTypes(all)],
    [
      '_rels/.rels',
      relationshipList('', [
        { id: 'rId1', type: `${relationshipTypes}/officeDocument`, target: parts[0]!.path },
        ...about.map((part, at) => ({ id: `rId${at + 2}`, type: part.relation, target: part.path })),
      ]),
    ],
    ...all.flatMap((part): (readonly [string, string | Uint8Array])[] => {
      if (!part.relationships?.length) return [[part.path, part.content]];
      const slash = part.path.lastIndexOf('/');
      const folder = part.path.slice(0, slash + 1);
      return [
        [part.path, part.content],
        [`${folder}_rels/${part.path.slice(slash + 1)}.rels`, relationshipList(folder, part.relationships)],
      ];
    }),
  ]);
}

function propertyParts(properties: OfficeProperties): readonly (OfficePart & { readonly relation: string })[] {
  return [
    {
      path: 'docProps/core.xml',
      type: 'application/vnd.openxmlformats-package.core-properties+xml',
      relation: `${packages}/relationships/metadata/core-properties`,
      content: coreProperties(properties),
    },
    {
      path: 'docProps/app.xml',
      type: 'application/vnd.openxmlformats-officedocument.extended-properties+xml',
      relation: `${relationshipTypes}/extended-properties`,
      content: `${xmlDeclaration}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>CSAF Outcomes Workbench</Application><Company>${xmlText(properties.organisation)}</Company></Properties>`,
    },
  ];
}

const extensionTypes: Readonly<Record<string, string>> = {
  rels: 'application/vnd.openxmlformats-package.relationships+xml',
  xml: 'application/xml',
  png: 'image/png',
  svg: 'image/svg+xml',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

function contentTypes(parts: readonly OfficePart[]): string {
  const used = new Set(['rels', 'xml', ...parts.map(part => part.path.slice(part.path.lastIndexOf('.') + 1))]);
  const defaults = Object.entries(extensionTypes)
    .filter(([extension]) => used.has(extension))
    .map(([extension, type]) => `<Default Extension="${extension}" ContentType="${type}"/>`);
  const overrides = parts.flatMap(part =>
    part.type === null ? [] : [`<Override PartName="/${part.path}" ContentType="${part.type}"/>`],
  );
  return `${xmlDeclaration}<Types xmlns="${packages}/content-types">${defaults.join('')}${overrides.join('')}</Types>`;
}

function relationshipList(folder: string, list: readonly Relationship[]): string {
  const lines = list.map(
    ({ id, type, target }) =>
      `<Relationship Id="${id}" Type="${type}" Target="${xmlText(path.posix.relative(folder, target))}"/>`,
  );
  return `${xmlDeclaration}<Relationships xmlns="${packages}/relationships">${lines.join('')}</Relationships>`;
}

function coreProperties({ title, subject, organisation, marking, asAt }: OfficeProperties): string {
  const day = asAt === null ? '' : `${asAt.slice(0, 10)}T00:00:00Z`;
  const facts = [
    ['dc:title', title],
    ['dc:subject', subject],
    ['dc:creator', organisation],
    ['cp:category', marking],
    ['dc:language', 'en-GB'],
    ['dcterms:created xsi:type="dcterms:W3CDTF"', day],
    ['dcterms:modified xsi:type="dcterms:W3CDTF"', day],
  ] as const;
  const elements = facts
    .filter(([, text]) => text !== '')
    .map(([tag, text]) => `<${tag}>${xmlText(text)}</${tag.split(' ')[0]}>`);
  return `${xmlDeclaration}<cp:coreProperties xmlns:cp="${packages}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${elements.join('')}</cp:coreProperties>`;
}
