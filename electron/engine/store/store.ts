import type Database from 'better-sqlite3';

export type SqlValue = string | number | bigint | null | Uint8Array;

/** Answers questions. It cannot change anything: its connection is opened read-only. */
export interface ReadableStore {
  all<T>(sql: string, ...parameters: SqlValue[]): T[];
  get<T>(sql: string, ...parameters: SqlValue[]): T | undefined;
  iterate<T>(sql: string, ...parameters: SqlValue[]): IterableIterator<T>;
  /** Rows as arrays of columns: for long reads. */
  iterateRaw(sql: string, ...parameters: SqlValue[]): IterableIterator<SqlValue[]>;
}

export interface PreparedWrite {
  run(...parameters: SqlValue[]): { readonly changes: number; readonly lastId: number };
}

/** Only ever handed to the function of `Workspace.write`, inside its transaction. */
export interface WritableStore extends ReadableStore {
  run(sql: string, ...parameters: SqlValue[]): { readonly changes: number; readonly lastId: number };
  prepare(sql: string): PreparedWrite;
}

/** A reader over one connection; statements are prepared once and kept. */
export function readableStore(database: Database.Database): ReadableStore {
  const statements = new Map<string, Database.Statement>();
  const statement = (sql: string): Database.Statement => {
    let found = statements.get(sql);
    if (!found) {
      found = database.prepare(sql);
      statements.set(sql, found);
    }
    return found;
  };
  return {
    all: <T>(sql: string, ...parameters: SqlValue[]) => statement(sql).all(...parameters) as T[],
    get: <T>(sql: string, ...parameters: SqlValue[]) => statement(sql).get(...parameters) as T | undefined,
    // An iterator keeps its statement busy, so it gets one of its own.
    iterate: <T>(sql: string, ...parameters: SqlValue[]) =>
      database.prepare(sql).iterate(...parameters) as IterableIterator<T>,
    iterateRaw: (sql: string, ...parameters: SqlValue[]) =>
      database
        .prepare(sql)
        .raw()
        .iterate(...parameters) as IterableIterator<SqlValue[]>,
  };
}

export function writableStore(database: Database.Database): WritableStore {
  const prepare = (sql: string): PreparedWrite => {
    const statement = database.prepare(sql);
    return {
      run: (...parameters) => {
        const done = statement.run(...parameters);
        return { changes: done.changes, lastId: Number(done.lastInsertRowid) };
      },
    };
  };
  const prepared = new Map<string, PreparedWrite>();
  return {
    ...readableStore(database),
    prepare,
    run: (sql, ...parameters) => {
      let found = prepared.get(sql);
      if (!found) {
        found = prepare(sql);
        prepared.set(sql, found);
      }
      return found.run(...parameters);
    },
  };
}
