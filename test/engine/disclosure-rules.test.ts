import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parsedRules, shippedRules, weakerRules } from '../../electron/engine/disclosure/rules.ts';
import { engineSetting } from './coverage-setting.ts';
import { candidatesText, weakerRuleText, widthChoices } from '../../shared/text/disclosure.ts';

const shipped = shippedRules(path.resolve(import.meta.dirname, '../../resources'));

const emptyDeck = { template: null, audience: 'board', organisation: '', marking: '', slides: [] } as const;

describe('how many values a hidden count keeps', () => {
  it('is three at least, as shipped, for a board and for the public', () => {
    expect([shipped.audiences.board.width, shipped.audiences.public.width]).toEqual([2, 2]);
  });

  it('is offered as two, three, or the whole hidden range', () => {
    expect(widthChoices(shipped.audiences.board)).toEqual([1, 2, 4]);
    expect(widthChoices({ hide: { from: 1, to: 2 } })).toEqual([1, 2]);
    expect(widthChoices({ hide: null })).toEqual([1, 2]);
    expect(widthChoices(shipped.audiences.board).map(candidatesText)).toEqual([
      'two or more possible values',
      'three or more possible values',
      'five or more possible values',
    ]);
  });

  it('is told by changed rules in their own words, not in those of the rules that they took the place of', async () => {
    const setting = await engineSetting();
    try {
      const { rules } = await setting.call('disclosure.rules', {});
      const wide = { ...rules.audiences.board, hide: { from: 1, to: 9 }, width: 8 };
      const changed = await setting.call('disclosure.change', {
        audience: 'board',
        rules: wide,
        reason: 'agreed by the partnership',
      });
      expect(changed.basis).toBe('Changed for a board: agreed by the partnership');
      expect(changed.version).toBe(rules.version + 1);
      // More than there is room for is said in words that a person knows.
      const long = { audience: 'board', rules: wide, reason: 'x'.repeat(3000) };
      expect((await setting.fault('disclosure.change', long)).message).toBe(
        'The reason has room for 500 letters, and 3,000 were written. Shorten it.',
      );
      expect((await setting.fault('briefing.save', { deck: { ...emptyDeck, name: ' ' } })).message).toBe(
        'A briefing needs a name.',
      );
    } finally {
      await setting.end();
    }
  });

  it('is told where the own rules of a workspace, written earlier, keep fewer', () => {
    const { board } = shipped.audiences;
    const older = parsedRules({
      ...shipped,
      version: 3,
      audiences: { ...shipped.audiences, board: { ...board, width: 1 } },
    });
    expect(weakerRules(shipped, shipped)).toEqual([]);
    expect(weakerRules(older, shipped)).toEqual([{ audience: 'board', width: 1, shipped: 2 }]);
    expect(weakerRuleText(weakerRules(older, shipped)[0]!)).toContain('two or more possible values');
    const nothing = { ...older, audiences: { ...older.audiences, board: { ...board, width: 1, hide: null } } };
    expect(weakerRules(nothing, shipped)).toEqual([]);
  });
});
