import { expect, it } from 'vitest';
import { cleanUp, removeFolder } from '../../warehouse/clean-up.js';

it('tells a failure and throws it no further', async () => {
  const warnings: string[] = [];
  const fail = () => Promise.reject(new Error('busy'));
  await cleanUp('the work table x could not be deleted', fail, (line) => warnings.push(line));
  expect(warnings).toEqual(['warning: the work table x could not be deleted: busy']);
});

it('says nothing of a folder that is gone', async () => {
  const warnings: string[] = [];
  await removeFolder('/nowhere/at/all', (line) => warnings.push(line));
  expect(warnings).toEqual([]);
});
