import { describe, expect, it } from '@jest/globals';
import { moveInColumns } from '../src/pictures/roving';

/** Three columns, the second empty, then two steps from any stage. */
const lengths = [3, 0, 2, 1];

describe('moving through the map by keys', () => {
  it('goes from column to column, over empty ones, keeping the row as far as it reaches', () => {
    expect(moveInColumns(lengths, [0, 2], 'ArrowRight', false)).toEqual([2, 1]);
    expect(moveInColumns(lengths, [2, 1], 'ArrowLeft', false)).toEqual([0, 1]);
  });

  it('goes up and down within a column, and stays at its ends', () => {
    expect(moveInColumns(lengths, [0, 0], 'ArrowDown', false)).toEqual([0, 1]);
    expect(moveInColumns(lengths, [0, 2], 'ArrowDown', false)).toBeUndefined();
    expect(moveInColumns(lengths, [0, 0], 'ArrowUp', false)).toBeUndefined();
    expect(moveInColumns(lengths, [3, 0], 'ArrowRight', false)).toBeUndefined();
  });

  it('goes to the ends of the column with Home and End, of the whole with Ctrl', () => {
    expect(moveInColumns(lengths, [0, 1], 'Home', false)).toEqual([0, 0]);
    expect(moveInColumns(lengths, [0, 1], 'End', false)).toEqual([0, 2]);
    expect(moveInColumns(lengths, [2, 1], 'Home', true)).toEqual([0, 0]);
    expect(moveInColumns(lengths, [0, 1], 'End', true)).toEqual([3, 0]);
  });

  it('leaves other keys alone', () => {
    expect(moveInColumns(lengths, [0, 0], 'Enter', false)).toBeUndefined();
  });
});
