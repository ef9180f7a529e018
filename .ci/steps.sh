# Sourced by run and full: named steps with durations, and a summary that counts tests and failed steps.

cd "$(dirname "${BASH_SOURCE[0]}")/.."
# Nobody is there to answer a question; a closed stdin would give its number to the next file opened.
exec </dev/null

results="$(mktemp -d)"
trap 'rm -rf "$results"' EXIT
failed_steps=()
skipped_steps=()

# step NAME COMMAND...: runs it, says how long it took; a failure is remembered and returned.
step() {
  local name="$1" began=$SECONDS status=0
  shift
  echo "==> $name"
  "$@" || status=$?
  if ((status == 0)); then
    echo "<== $name: ok, $((SECONDS - began)) s"
  else
    echo "<== $name: FAILED with $status, $((SECONDS - began)) s"
    failed_steps+=("$name")
  fi
  return "$status"
}

skip() {
  echo "==> $1: skipped, $2"
  skipped_steps+=("$1")
}

# The same as `npm test`, whose build is a step of its own here.
run_tests() {
  npm run --silent test:only -- --ci --json --outputFile="$results/jest.json" >/dev/null
}

# For the specs that need a real browser; they skip themselves, visibly, where there is none.
install_browser() {
  [[ -x /usr/bin/chromium ]] && return 0
  [[ "$(id -u)" == 0 ]] && command -v apt-get >/dev/null || return 1
  DEBIAN_FRONTEND=noninteractive timeout 240 sh -c \
    'apt-get -qq update && apt-get -qq install -y --no-install-recommends chromium' >/dev/null 2>&1
}

# Needs an install; returns 1 if there is no use in going on.
check_sources() {
  step install npm ci || return 1
  step lint npm run --silent lint || true
  step format npm run --silent format:check || true
  step types npm run --silent typecheck || true
  step build npm run --silent build || return 1
  step package node tools/check-package.mjs || true
  step api node tools/api-reports.mjs || true
  step user-types node tools/check-types.mjs || true
  # The site is made of the built types.
  step docs npm run --silent docs:build || true
  # As somebody new: fresh apps, `nest add`, an endpoint of each type, built, tested, started and called.
  step newcomer npm run --silent try-as-newcomer || true
}

check_all() {
  if check_sources; then
    install_browser || skip browser 'chromium cannot be installed here'
    step tests run_tests || true
  else
    skip tests 'there is nothing to run them on'
  fi
}

# The last line: what Jest counted, and every other step that failed as one failure. Returns 1 if there was any.
summary() {
  node - "$results/jest.json" "${#failed_steps[@]}" "${#skipped_steps[@]}" "${failed_steps[*]:-}" <<'JS'
const { existsSync, readFileSync } = require('node:fs');
const [file, failedSteps, skippedSteps, names] = process.argv.slice(2);
const jest = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
// A spec file that could not be loaded has no failed test, but must not pass for nothing.
const failedTests = jest ? jest.numFailedTests + jest.numRuntimeErrorTestSuites : 0;
// The step that runs the tests has failed with them; it counts only when no test says so.
const counted = names.split(' ').includes('tests') && failedTests > 0 ? 1 : 0;
const failed = failedTests + Number(failedSteps) - counted;
const skipped = (jest ? jest.numPendingTests + jest.numTodoTests : 0) + Number(skippedSteps);
if (names !== '') console.log(`failed steps: ${names}`);
console.log(`${jest?.numPassedTests ?? 0} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 ? 1 : 0;
JS
}
