import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findModel, missingModel, modelsFolder } from './find-model.js';

const MODEL = { name: 'cats', files: ['model.onnx', 'labels.json'], source: 'the cat people' };

describe('the files of a model', () => {
  const models = mkdtempSync(join(tmpdir(), 'find-model-'));
  const folder = join(models, 'cats');
  const { LITSERVE_MODELS: before = '' } = process.env;
  afterEach(() => {
    process.env['LITSERVE_MODELS'] = before;
    rmSync(folder, { recursive: true, force: true });
  });

  it('are missing, and the message says where they come from and where they go', () => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'labels.json'), '[]');
    expect(findModel(MODEL, models)).toEqual({ folder, missing: ['model.onnx'] });
    expect(missingModel(MODEL, models)).toBe(
      `${folder} has no model.onnx. Put there what comes from the cat people, ` +
        'or set LITSERVE_MODELS to the folder that has "cats" in it.',
    );
  });

  it('are in the folder that the environment names', () => {
    mkdirSync(folder);
    for (const file of MODEL.files) writeFileSync(join(folder, file), '');
    process.env['LITSERVE_MODELS'] = models;
    expect(findModel(MODEL)).toEqual({ folder, missing: [] });
    expect(missingModel(MODEL)).toBeUndefined();
  });

  it('are beside the repository otherwise, wherever one stands', () => {
    process.env['LITSERVE_MODELS'] = '';
    expect(modelsFolder()).toBe(join(import.meta.dirname, '../../../../shared/models'));
  });
});
