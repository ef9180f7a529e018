/** What a program needs of its environment to run at all: where things are, who it is, how it speaks. */
const ESSENTIAL =
  /^(PATH|HOME|USER|SHELL|TMPDIR|TEMP|TMP|LANG|LC_\w+|TZ|NODE_\w+|LD_LIBRARY_PATH|CUDA_\w+|NVIDIA_\w+|SYSTEMROOT)$/i;

/**
 * The part of the HTTP process's environment that its workers get.
 *
 * @param inherit `true` = all of it, `false` = only what any program needs, a list = that and the variables named
 */
export function inheritedEnv(
  env: NodeJS.ProcessEnv,
  inherit: boolean | readonly string[],
): NodeJS.ProcessEnv {
  if (inherit === true) return env;
  const named = new Set(inherit === false ? [] : inherit);
  return Object.fromEntries(Object.entries(env).filter(([name]) => ESSENTIAL.test(name) || named.has(name)));
}
