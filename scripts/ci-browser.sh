#!/usr/bin/env bash
# A browser for the tests that sign in with a real one (test/oauth/chromium.test.ts), on Debian and its like. Those
# tests skip, and say so, where there is none: a machine that may install nothing is no reason to fail.
set -u

for browser in "${CHROMIUM:-}" /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome; do
  [ -n "$browser" ] && [ -x "$browser" ] && exit 0
done

command -v apt-get >/dev/null || exit 0
as_root=()
if [ "$(id -u)" != 0 ]; then
  sudo -n true 2>/dev/null || exit 0
  as_root=(sudo -n)
fi

install() {
  local apt=("${as_root[@]}" timeout 300 env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=60)
  "${apt[@]}" update
  "${apt[@]}" install -y --no-install-recommends chromium
}
install >/dev/null 2>&1 </dev/null || echo "No browser could be installed: the tests that need one will be skipped."
exit 0
