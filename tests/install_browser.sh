#!/usr/bin/env bash
# Make sure that a Chromium is there for the browser tests: install it where root on Debian may.
# Elsewhere the tests say what to install and are skipped; in CI a missing browser fails them.
set -u
for name in chromium chromium-browser google-chrome google-chrome-stable; do
  command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing Chromium for the browser tests …"
  export DEBIAN_FRONTEND=noninteractive
  log=$(mktemp)
  if ! { apt-get update && apt-get install -y --no-install-recommends chromium fonts-dejavu-core; } >"$log" 2>&1; then
    tail -n 5 "$log"
    echo "Chromium could not be installed."
  fi
  rm -f "$log"
fi
exit 0
