import { expect, test } from '@jest/globals';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from '../../src/postgres/index.js';

test('a folder is made with those above it, and again is no error', () => {
  const home = mkdtempSync(join(tmpdir(), 'dossier-folder-'));
  try {
    makeFolder(join(home, 'a', 'b', 'c'), 0o700);
    makeFolder(join(home, 'a', 'b', 'c'));
    expect(statSync(join(home, 'a', 'b')).mode & 0o777).toBe(0o700);
    writeFileSync(join(home, 'file'), '');
    expect(() => makeFolder(join(home, 'file'))).toThrow('is not a folder');
    expect(() => makeFolder(join(home, 'file', 'below'))).toThrow('ENOTDIR');
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});

(existsSync('/proc/self') ? test : test.skip)('where nobody makes folders, that is said at once', () => {
  expect(() => makeFolder('/proc/x')).toThrow('/proc/x');
  expect(() => makeFolder('/proc/x/y/z')).toThrow('/proc/x');
});
