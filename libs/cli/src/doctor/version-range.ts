type Version = readonly [major: number, minor: number, patch: number];

/** Reads `1.2.3`, and ignores what a pre-release adds. */
function parse(text: string): Version {
  const [, major, minor, patch] = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(text.trim()) ?? [];
  return [Number(major ?? NaN), Number(minor ?? 0), Number(patch ?? 0)];
}

const isAtLeast = (version: Version, least: Version): boolean => {
  const at = version.findIndex((part, index) => part !== least[index]);
  return at === -1 || (version[at] ?? 0) > (least[at] ?? 0);
};

/**
 * Whether a version is within a range, of the forms this package's own manifest uses: `^1.2.3`, `>=1.2.3`, and several
 * of them with `||`.
 */
export function isWithin(version: string, range: string): boolean {
  const given = parse(version);
  return range.split('||').some((one) => {
    const [, sign, text = ''] = /^\s*(\^|>=)\s*(\S+)\s*$/.exec(one) ?? [];
    const least = parse(text);
    if (!isAtLeast(given, least)) return false;
    // A caret keeps the first number that is not 0.
    const kept = least[0] === 0 ? 2 : 1;
    return sign === '>=' || least.slice(0, kept).every((part, index) => part === given[index]);
  });
}
