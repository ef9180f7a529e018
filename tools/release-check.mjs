/** Before anything is published: the tag is the version, no changeset is left, and the package is as it should be. */
import { readdirSync, readFileSync } from 'node:fs';

const { version, repository } = JSON.parse(readFileSync('package.json', 'utf8'));
const { GITHUB_REF_NAME: tag } = process.env;
const left = readdirSync('.changeset').filter((name) => name.endsWith('.md') && name !== 'README.md');
const problems = [
  ...(tag === undefined || tag === `v${version}` ? [] : [`the tag is ${tag}, the version ${version}`]),
  ...left.map((name) => `.changeset/${name} is in no version yet: npm run release:version`),
  ...(readFileSync('CHANGELOG.md', 'utf8').includes(`\n## ${version}\n`)
    ? []
    : [`CHANGELOG.md has no section ${version}: npm run release:version`]),
  // npm compares it with where the workflow ran, and refuses the provenance of any other.
  ...(repository === undefined
    ? ['package.json has no repository, which provenance is checked against']
    : []),
];
for (const problem of problems) console.error(`release-check: ${problem}`);
process.exitCode = problems.length > 0 ? 1 : 0;
