/** The version of this package; kept equal to package.json by the architecture spec. */
export const LITSERVE_VERSION = '0.1.0';
