/** One small file each, in order, never changed once shipped. */
export interface Migration {
  readonly version: number;
  readonly statements: readonly string[];
}
